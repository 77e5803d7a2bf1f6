import { runTests } from "@vscode/test-electron";
import { cache, root } from "../paths.ts";
import { vscodeVersion } from "./install.ts";

export interface DesktopTests {
  /** The module whose `run` is called in the extension host. */
  readonly tests: string;
  readonly folder: string;
  /** An empty folder for VS Code's data. */
  readonly data: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs a module in the desktop VS Code, with this repository's extension loaded: in the program that the environment
 * variable STEPWRIGHT_VSCODE names, else in one that is downloaded into `.vscode-test/`.
 *
 * @returns the exit code
 */
export async function runOnDesktop({ tests, folder, data, env }: DesktopTests): Promise<number> {
  const program = process.env["STEPWRIGHT_VSCODE"];
  // Electron's sandbox does not work as root.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  try {
    return await runTests({
      ...(program ? { vscodeExecutablePath: program } : { version: vscodeVersion, cachePath: cache }),
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      launchArgs: [folder, "--user-data-dir", data, "--disable-workspace-trust", "--skip-welcome", ...asRoot],
      extensionTestsEnv: { ...env },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the desktop VS Code did not run: ${reason}\nIt is downloaded once, which needs the internet; or name the program of an installed one in the environment variable STEPWRIGHT_VSCODE.`,
    );
  }
}

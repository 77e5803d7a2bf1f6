/** One VS Code window in headless Chromium, with extensions under development loaded. The base of both kinds of tests. */
import type { Page } from "playwright-core";
import { type CodeServerOptions, type RunningCodeServer, startCodeServer } from "../../scripts/vscode/code-server.ts";
import { launchBrowser } from "../../scripts/vscode/launch-browser.ts";

export interface WindowOptions extends CodeServerOptions {
  /** The folder that the window opens. */
  readonly folder: string;
  /** Folder of an extension to load as one under development (VS Code in the browser takes only one). */
  readonly developed?: string;
  /** A module with `run(): Promise<void>` to run in the extension host, when the window is up. */
  readonly tests?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface Window {
  readonly page: Page;
  readonly server: RunningCodeServer;
  /** The exit code of `tests`. */
  readonly exitCode: Promise<number>;
  /** What the tests' extension host printed to the console. */
  readonly console: readonly string[];
  close(): Promise<void>;
}

export async function openWindow(options: WindowOptions): Promise<Window> {
  const launched = launchBrowser();
  const closeBrowser = (): Promise<void> =>
    launched.then(
      (browser) => browser.close(),
      () => {},
    );
  const server = await startCodeServer(options).catch(async (error: Error) => {
    await closeBrowser();
    throw error;
  });
  const close = async (): Promise<void> => {
    await Promise.all([closeBrowser(), server.stop()]);
  };
  try {
    const browser = await launched;
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1440, height: 900 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const page = await context.newPage();
    const lines: string[] = [];
    page.on("console", (message) => lines.push(message.text()));
    let exit: (code: number) => void = () => {};
    const exitCode = new Promise<number>((resolve) => (exit = resolve));
    await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
      lines.push(`${type}: ${args.map((arg) => (typeof arg === "string" ? arg : JSON.stringify(arg))).join(" ")}`);
    });
    await page.exposeFunction("codeAutomationExit", (code: number) => exit(code));
    // Functions that a test hands to page.evaluate may be wrapped in esbuild's `__name`.
    await page.addInitScript("globalThis.__name = (target) => target;");
    await page.goto(`${server.address}/?${query(options, server.authority)}`);
    await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    return { page, server, exitCode, console: lines, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function query(options: WindowOptions, authority: string): string {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [
    ...(options.developed ? [["extensionDevelopmentPath", remote(options.developed)]] : []),
    ...(options.tests ? [["extensionTestsPath", remote(options.tests)]] : []),
    ["skipWelcome", "true"],
  ];
  return new URLSearchParams({ folder: options.folder, payload: JSON.stringify(payload) }).toString();
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../paths.ts";
import { runOnDesktop } from "../vscode/desktop.ts";
import { checkedExample } from "./checked-example.ts";
import { examples } from "./serve.ts";

/** The same as {@link checkInBrowser} in a desktop VS Code, which @vscode/test-electron downloads. */
export async function checkOnDesktop(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "stepwright-check-"));
  const module = join(folder, "press-f5.cjs");
  const answer = join(folder, "result.txt");
  try {
    await build({
      entryPoints: [join(root, "scripts/start/press-f5.ts")],
      outfile: module,
      bundle: true,
      platform: "node",
      format: "cjs",
      external: ["vscode"],
      logLevel: "warning",
    });
    const code = await runOnDesktop({
      tests: module,
      folder: examples,
      data: join(folder, "data"),
      env: { STEPWRIGHT_CHECK_FILE: join(examples, checkedExample), STEPWRIGHT_CHECK_RESULT: answer },
    });
    if (code !== 0) throw new Error(`VS Code ended with ${code}`);
    return readFileSync(answer, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

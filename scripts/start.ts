/**
 * Shows Stepwright at work:
 *
 *     npm start              VS Code with the extension on the folder examples/
 *     npm start -- --check   the same without a screen: presses F5 on an example and prints the workflow's result
 *
 * The desktop program `code` where it is installed, else VS Code in the browser on this machine only, behind a password
 * made for this run; Ctrl+C ends that with everything it started.
 */
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { runCommand } from "./command.ts";
import { packExtension, packedExtension } from "./package.ts";
import { root } from "./paths.ts";
import { checkInBrowser } from "./start/check-in-browser.ts";
import { checkOnDesktop } from "./start/check-on-desktop.ts";
import { findDesktop, openDesktop } from "./start/desktop.ts";
import { examples, serveInBrowser } from "./start/serve.ts";

const { values } = parseArgs({
  options: { check: { type: "boolean", default: false }, browser: { type: "boolean", default: false } },
});

async function main(): Promise<void> {
  await runCommand(process.execPath, ["--import", "tsx", "scripts/build.ts"], { cwd: root, show: true });
  if (values.check) {
    const result = process.platform === "linux" ? await checkInBrowser() : await checkOnDesktop();
    console.log(result);
    return;
  }
  const desktop = values.browser ? undefined : findDesktop();
  if (desktop && (await openDesktop(desktop))) return;
  await packExtension(packedExtension);
  await serve();
}

/** Serves until Ctrl+C. */
async function serve(): Promise<void> {
  const password = randomBytes(12).toString("base64url");
  const interrupted = new Promise<void>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => resolve());
  });
  const server = await serveInBrowser(password);
  console.log("");
  console.log(`  VS Code with Stepwright:  ${server.address}/?folder=${encodeURI(examples)}`);
  console.log(`  Password:                 ${password}`);
  console.log("");
  console.log("  Open a workflow there and press F5. Ctrl+C here ends it.");
  const early = await Promise.race([interrupted.then(() => false), server.ended.then(() => true)]);
  await server.stop();
  if (early) throw new Error(`VS Code ended by itself:\n${server.log().slice(-4000)}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

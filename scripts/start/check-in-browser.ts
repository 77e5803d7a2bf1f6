import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { packExtension, packedExtension } from "../package.ts";
import { results } from "../paths.ts";
import { launchBrowser } from "../vscode/launch-browser.ts";
import { checkedExample, resultIn } from "./checked-example.ts";
import { examples, serveInBrowser } from "./serve.ts";

/** Longest wait for one thing to appear, ms: a busy machine with two cores needs a minute for what takes seconds. */
const patience = 120_000;

/** What a person does after `npm start`, by a headless browser; returns the workflow's result as the Debug Console shows it. */
export async function checkInBrowser(): Promise<string> {
  await packExtension(packedExtension);
  const password = randomBytes(12).toString("base64url");
  const server = await serveInBrowser(password);
  try {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(patience);
      try {
        await page.goto(`${server.address}/?folder=${encodeURI(examples)}`);
        await page.locator("input[type=password]").fill(password);
        await page.keyboard.press("Enter");
        await page.locator(".monaco-workbench").waitFor();
        return await pressF5(page);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(
          `the check failed: ${reason}\nwhat the window showed then: ${await takePicture(page, "failed-start-check")}`,
        );
      }
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function pressF5(page: Page): Promise<string> {
  await page.keyboard.press("Control+P");
  await page.locator(".quick-input-widget input[type=text]").fill(checkedExample);
  await page
    .locator(".quick-input-list .monaco-list-row")
    .filter({ hasText: basename(checkedExample) })
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await page
    .locator(".tab.active")
    .filter({ hasText: basename(checkedExample) })
    .waitFor();
  // In the first second, before the extension is up, VS Code asks for a debugger: a person presses Escape and F5 again.
  const picker = page.locator(".quick-input-widget:visible").filter({ hasText: "More Node.js options" });
  const started = page.locator(".debug-toolbar:visible, .repl .monaco-list-row:visible").first();
  const deadline = Date.now() + patience;
  for (;;) {
    await page.keyboard.press("F5");
    const [seen] = await Promise.allSettled([picker.or(started).first().waitFor({ timeout: 30_000 })]);
    if (seen.status === "fulfilled" && !(await picker.isVisible())) break;
    if (Date.now() > deadline) throw new Error("F5 started no debug session");
    await page.keyboard.press("Escape");
    await picker.waitFor({ state: "hidden" });
    await page.waitForTimeout(1_000);
  }
  return resultInDebugConsole(page);
}

/** Waits for the end of the session; returns the result, as the Debug Console shows it. */
async function resultInDebugConsole(page: Page): Promise<string> {
  await page.locator(".debug-toolbar").waitFor({ state: "hidden" });
  const lines = await linesOfDebugConsole(page);
  const result = resultIn(lines.join("\n"));
  if (result === undefined) throw new Error(`the Debug Console shows no result but:\n${lines.join("\n")}`);
  await takePicture(page, "start-check");
  return result;
}

/** All of them, from the last one up: VS Code draws only those in view. */
async function linesOfDebugConsole(page: Page): Promise<readonly string[]> {
  const rows = page.locator(".repl .monaco-list-row");
  const texts = new Map<number, string>();
  await rows.last().hover();
  for (let turns = 0; turns < 50 && !texts.has(0); turns++) {
    const seen = await rows.evaluateAll((all) =>
      all.map((row): [number, string] => [
        Number(row.getAttribute("data-index")),
        (row as unknown as { innerText: string }).innerText,
      ]),
    );
    for (const [index, text] of seen) texts.set(index, text);
    await page.mouse.wheel(0, -100);
    await page.waitForTimeout(100);
  }
  return [...texts].sort(([a], [b]) => a - b).map(([, text]) => text);
}

/** Returns the picture's path. */
async function takePicture(page: Page, name: string): Promise<string> {
  const folder = join(results, "screenshots");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  return path;
}

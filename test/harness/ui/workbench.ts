/**
 * VS Code as a person has it before them: a window in headless Chromium, driven by mouse and keyboard.
 *
 *     const workbench = await Workbench.open({ from: "examples" });
 *     await workbench.openFile("rag/flow.ts");
 *     await workbench.clickGutter(12);
 *     await workbench.press("F5");
 *     await workbench.stopped();
 *     assert.equal(await workbench.variable("Event", "query"), "'what is a step?'");
 *     await workbench.screenshot("stopped-at-event");          // test-results/screenshots/stopped-at-event.png
 *     const count = await workbench.evaluate((vscode) => vscode.debug.breakpoints.length, undefined);
 *     await workbench.close();
 *
 * Whatever the class has no method for: `workbench.page` is Playwright's. Every wait has a deadline.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { results, root } from "../../../scripts/paths.ts";
import { buildDriver, type DriverChannel, type HostFunction, openDriverChannel } from "../driver/channel.ts";
import { openWindow, type Window } from "../window.ts";
import { createWorkspace, type Workspace, type WorkspaceOptions } from "../workspace.ts";

export interface WorkbenchOptions extends WorkspaceOptions {
  /** A folder of the repository to open in place instead of a temporary copy. */
  readonly inPlace?: string;
  /** VS Code settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Install the extension from this .vsix instead of loading it from the repository. */
  readonly vsix?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Keys are written as Playwright does; `Mod` is the platform's command key. */
const commandKey = process.platform === "darwin" ? "Meta" : "Control";

export class Workbench {
  readonly page: Page;
  readonly folder: string;
  readonly window: Window;
  readonly #channel: DriverChannel;
  readonly #workspace: Workspace | undefined;

  private constructor(window: Window, channel: DriverChannel, folder: string, workspace: Workspace | undefined) {
    this.window = window;
    this.page = window.page;
    this.folder = folder;
    this.#channel = channel;
    this.#workspace = workspace;
  }

  /** Opens a window on a folder and waits until the extension host answers. */
  static async open(options: WorkbenchOptions = {}): Promise<Workbench> {
    const workspace = options.inPlace ? undefined : createWorkspace(options);
    const folder = workspace?.folder ?? join(root, options.inPlace ?? "");
    const channel = await openDriverChannel();
    let window: Window | undefined;
    try {
      window = await openWindow({
        folder,
        extensionFolders: [await buildDriver()],
        ...(options.vsix ? { extensions: [options.vsix] } : { developed: root }),
        settings: options.settings ?? {},
        env: { ...options.env, ...channel.env },
        ...(options.viewport ? { viewport: options.viewport } : {}),
      });
      await channel.connected(60_000);
      return new Workbench(window, channel, folder, workspace);
    } catch (error) {
      await window?.close();
      channel.close();
      workspace?.dispose();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.window.close();
    this.#channel.close();
    this.#workspace?.dispose();
  }

  /**
   * Runs a function in the extension host, beside the extension under test. It is sent as text: it sees its parameters
   * only. `args` and the result cross as JSON.
   */
  evaluate<A, R>(code: HostFunction<A, R>, args: A): Promise<R> {
    return this.#channel.evaluate(code, args);
  }

  /** Asks again until the answer is what is wanted; fails with the last answer after `limit` ms. */
  async until<T>(what: string, ask: () => Promise<T>, wanted: (answer: T) => boolean, limit = 20_000): Promise<T> {
    const deadline = Date.now() + limit;
    for (;;) {
      const answer = await ask();
      if (wanted(answer)) return answer;
      if (Date.now() > deadline)
        assert.fail(`${what}: not within ${limit / 1000} s; last seen: ${JSON.stringify(answer)}`);
      await this.page.waitForTimeout(50);
    }
  }

  /** Writes a picture of the window to test-results/screenshots/NAME.png; returns its path. */
  async screenshot(name: string): Promise<string> {
    const folder = join(results, "screenshots");
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Keeps what helps to understand a failure: a picture, the page's console and the server's log. */
  async keepEvidence(name: string): Promise<void> {
    const path = await this.screenshot(`failed-${name}`);
    writeFileSync(path.replace(/png$/, "log"), `${this.window.console.join("\n")}\n${this.window.server.log()}`);
  }

  // Keys, commands, files

  /** Presses a key combination such as `F5`, `Shift+F5`, `Mod+Shift+P`. */
  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys.replace("Mod", commandKey));
  }

  /** Runs a command by its title, through the command palette. */
  async command(title: string): Promise<void> {
    await this.quickInput("F1", `>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: title }).first().waitFor();
    await this.press("Enter");
  }

  /** Opens a file of the folder in the editor, and gives it the focus. */
  async openFile(path: string): Promise<void> {
    await this.quickInput("Mod+P", path);
    // Files that were open before stand there at once: Enter takes the one that has the focus.
    await this.page
      .locator(".quick-input-list .monaco-list-row.focused")
      .filter({ hasText: basename(path) })
      .waitFor();
    await this.press("Enter");
    await this.page
      .locator(".tab.active")
      .filter({ hasText: basename(path) })
      .waitFor();
    await this.editor.locator(".view-line").first().waitFor();
  }

  /** Opens a quick input by its key and types. It closes when another part of the window takes the focus: a person presses again. */
  private async quickInput(key: string, text: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input[type=text]");
    for (let tries = 2; ; tries--) {
      await this.press(key);
      try {
        return await input.fill(text, { timeout: tries > 0 ? 5_000 : 30_000 });
      } catch (error) {
        if (tries === 0) throw error;
      }
    }
  }

  /** The active editor's area. */
  get editor(): Locator {
    return this.page.locator(".editor-group-container.active .editor-instance").first();
  }

  /** Scrolls to a line of the active editor and puts the cursor there. */
  async goToLine(line: number, column = 1): Promise<void> {
    await this.quickInput("Control+G", `:${line}:${column}`);
    await this.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** The line number's element in the margin of the active editor; the line must be in view. */
  lineNumber(line: number): Locator {
    return this.editor.locator(".margin-view-overlays .line-numbers").getByText(String(line), { exact: true });
  }

  /** Clicks into the gutter beside a line of the active editor, as one sets a breakpoint. */
  async clickGutter(line: number): Promise<void> {
    await this.goToLine(line);
    const seen = (): Promise<string> =>
      this.evaluate((vscode) => JSON.stringify(vscode.debug.breakpoints.map(({ id }) => id)), undefined);
    const before = await seen();
    const click = async (): Promise<void> => {
      await this.lineNumber(line).waitFor();
      const number = await this.lineNumber(line).boundingBox();
      const margin = await this.editor.locator(".margin").first().boundingBox();
      assert.ok(number && margin, `line ${line} is not in view`);
      await this.page.mouse.click(margin.x + 9, number.y + number.height / 2);
    };
    await click();
    // A lens that comes above the line between looking and clicking moves it away: then once more.
    await this.until(`the breakpoint of line ${line}`, seen, (now) => now !== before, 5_000).catch(click);
  }

  // Debugging

  get debugToolbar(): Locator {
    return this.page.locator(".debug-toolbar");
  }

  /** Clicks a button of the debug toolbar: `Continue`, `Step Over`, `Stop`, … */
  async debugAction(title: string): Promise<void> {
    await this.debugToolbar.locator(`.action-label[aria-label^="${title}"]`).click();
  }

  /** Waits until a debug session is stopped: the top frame is shown in the Call Stack. */
  async stopped(limit = 30_000): Promise<void> {
    await this.debugToolbar.locator('.action-label[aria-label^="Continue"]').waitFor({ timeout: limit });
    await this.page.locator(".debug-call-stack .stack-frame").first().waitFor({ timeout: limit });
  }

  /** Waits until no debug session is left. */
  async ended(limit = 30_000): Promise<void> {
    await this.debugToolbar.waitFor({ state: "hidden", timeout: limit });
  }

  /** Names of the frames in the Call Stack view, top first. */
  async callStack(): Promise<readonly string[]> {
    return this.page.locator(".debug-call-stack .stack-frame .label").allInnerTexts();
  }

  /**
   * The value shown in the Variables view: `variable("Event", "query")`. The scope is opened where it is closed; deeper
   * paths are opened one by one.
   */
  async variable(scope: string, ...path: readonly string[]): Promise<string> {
    const view = this.page.locator(".debug-variables");
    let from = view
      .locator(".monaco-list-row")
      .filter({ has: this.page.locator(".scope"), hasText: scope })
      .first();
    await this.#shown(from, scope);
    await this.#expand(from);
    for (const [depth, name] of path.entries()) {
      const level = depth + 2;
      const row = view
        .locator(`.monaco-list-row[aria-level="${level}"]`)
        .filter({
          has: this.page.locator(".expression .name", { hasText: new RegExp(`^${escapeRegex(name)}\\s*[:=]?\\s*$`) }),
        })
        .first();
      await this.#shown(row, `${scope} › ${path.slice(0, depth + 1).join(" › ")}`);
      if (depth < path.length - 1) await this.#expand(row);
      from = row;
    }
    return ((await from.locator(".expression .value").textContent()) ?? "").trim();
  }

  /** Names that the Variables view shows now, scopes included. */
  async variables(): Promise<readonly string[]> {
    return this.page.locator(".debug-variables .monaco-list-row").allInnerTexts();
  }

  /** Waits for a row of the Variables view; where it does not come, the error says what the window shows instead. */
  async #shown(row: Locator, name: string): Promise<void> {
    await row.waitFor().catch(async () => {
      const buttons = await this.debugToolbar
        .locator(".action-label")
        .evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel));
      const stack = await this.page.locator(".debug-call-stack .monaco-list-row").allInnerTexts();
      const shown = { variables: await this.variables(), stack, buttons, notifications: await this.notifications() };
      assert.fail(`no row "${name}" in the Variables view; the window shows ${JSON.stringify(shown, undefined, 1)}`);
    });
  }

  async #expand(row: Locator): Promise<void> {
    if ((await row.getAttribute("aria-expanded")) === "false") await row.locator(".monaco-tl-twistie").click();
  }

  /** Shows the Debug Console and returns its lines. */
  async debugConsole(): Promise<readonly string[]> {
    const view = this.page.locator(".repl");
    if (!(await view.isVisible())) await this.press("Mod+Shift+Y");
    await view.waitFor();
    return view.locator(".monaco-list-row").allInnerTexts();
  }

  /** Waits for a line of the Debug Console that holds the text; returns the line. */
  async debugConsoleLine(text: string, limit = 30_000): Promise<string> {
    const find = async () => (await this.debugConsole()).filter((line) => line.includes(text));
    const found = await this.until(`"${text}" in the Debug Console`, find, (lines) => lines.length > 0, limit);
    return found[0] ?? "";
  }

  /** Types a line into the Debug Console. */
  async debugConsoleEnter(text: string): Promise<void> {
    await this.debugConsole();
    await this.page.locator(".repl-input-wrapper .view-line").first().click();
    await this.page.keyboard.type(text);
    await this.press("Enter");
  }

  // Views

  /** The content of a webview (the graph); the only one, or the n-th of those shown. */
  webview(nth = 0): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").nth(nth).frameLocator("#active-frame");
  }

  /** A side bar's or panel's section by its title. */
  section(title: string): Locator {
    return this.page.locator(".pane").filter({ has: this.page.locator(".pane-header", { hasText: title }) });
  }

  /** The texts of the notifications that are shown. */
  async notifications(): Promise<readonly string[]> {
    return this.page.locator(".notification-toast .notification-list-item-message").allInnerTexts();
  }
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

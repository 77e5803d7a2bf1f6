import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Workbench } from "../../harness/ui/workbench.ts";

/** Presses F5 in the editor, as soon as the extension is there to hear it (a person is slower than a test). */
export async function pressF5(workbench: Workbench): Promise<void> {
  await workbench.page
    .locator('.editor-actions [aria-label^="Debug This Workflow"]')
    .first()
    .waitFor({ timeout: 60_000 });
  await workbench.press("F5");
}

/** Waits for the thread of a workflow's question. */
export async function questionThread(workbench: Workbench): Promise<Locator> {
  const thread = workbench.page.locator(".review-widget").first();
  await thread.waitFor({ timeout: 60_000 });
  return thread;
}

/** Waits for the input box or list of that title, and returns it. */
export async function quickInput(workbench: Workbench, title: string): Promise<Locator> {
  const widget = workbench.page.locator(".quick-input-widget", {
    has: workbench.page.locator(".quick-input-title", { hasText: title }),
  });
  await widget.waitFor({ timeout: 60_000 });
  return widget;
}

/** Moves the mouse over the text of the active editor to a word of a line that is in view, and leaves it there. */
export async function pointAt(workbench: Workbench, line: number, word: string): Promise<void> {
  const number = await workbench.lineNumber(line).boundingBox();
  assert.ok(number, `line ${line} is not in view`);
  const place = await workbench.editor.locator(".view-line").evaluateAll(
    (rows, { top, part }) => {
      const row = rows.find((candidate) => Math.abs(candidate.getBoundingClientRect().top - top) < 4);
      let offset = row?.textContent?.replaceAll("\u00a0", " ").indexOf(part) ?? -1;
      if (!row || offset < 0) return undefined;
      const pieces = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      for (let piece = pieces.nextNode(); piece; piece = pieces.nextNode()) {
        const length = piece.textContent?.length ?? 0;
        if (offset < length) {
          const range = document.createRange();
          range.setStart(piece, offset);
          range.setEnd(piece, offset + 1);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        offset -= length;
      }
      return undefined;
    },
    { top: number.y, part: word },
  );
  assert.ok(place, `line ${line} has no "${word}"`);
  await workbench.page.mouse.move(place.x, place.y, { steps: 10 });
}

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

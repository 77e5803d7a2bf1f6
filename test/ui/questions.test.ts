import { Workbench } from "../harness/ui/workbench.ts";
import { QUESTIONS_FLOW, REVIEW_FLOW } from "../vscode/support/flows.ts";
import { pressF5, questionThread, quickInput } from "./support/actions.ts";

describe("a workflow's question", function () {
  this.timeout(240_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { "review/review.ts": REVIEW_FLOW, "rate/rate.ts": QUESTIONS_FLOW } });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(this.currentTest.title.replaceAll(" ", "-"));
  });
  after(() => workbench?.close());

  it("is answered by keyboard alone, from the input of the workflow to the end", async () => {
    await workbench.openFile("review.ts");
    await pressF5(workbench);
    await quickInput(workbench, "Input of ReviewFlow");
    await workbench.page.keyboard.type("bees");
    await workbench.screenshot("question-input");
    await workbench.press("Enter");
    await questionThread(workbench);
    await workbench.press("Mod+K");
    await workbench.press("A");
    await quickInput(workbench, "ReviewFlow asks");
    await workbench.page.keyboard.type("by all means");
    await workbench.screenshot("question-by-keyboard");
    await workbench.press("Enter");
    await workbench.debugConsoleLine("About bees: by all means", 60_000);
    await workbench.ended(60_000);
  });

  it("shows why a reply does not fit, and keeps it for another try", async () => {
    await workbench.openFile("rate.ts");
    await pressF5(workbench);
    await quickInput(workbench, "Input of QuestionsFlow");
    await workbench.page.keyboard.type("honey");
    await workbench.press("Enter");
    const thread = await questionThread(workbench);
    await thread.locator(".review-thread-reply-button").click();
    await workbench.page.keyboard.type('{ "approve": true, "stars": 9 }');
    await workbench.press("Control+Enter");
    await thread
      .getByText("stars", { exact: false })
      .getByText("expected number to be <=5")
      .waitFor({ timeout: 60_000 });
    const draft = thread.locator(".edit-textarea .view-line", { hasText: '"stars": 9' });
    await draft.waitFor({ timeout: 60_000 });
    await workbench.screenshot("question-refused");
    await draft.click();
    for (const key of ["End", "ArrowLeft", "ArrowLeft", "Backspace", "4"]) await workbench.press(key);
    await thread.locator(".edit-container .monaco-button", { hasText: "Respond" }).click();
    await workbench.debugConsoleLine("4 stars", 60_000);
    await workbench.ended(60_000);
  });
});

/** A program that writes much more than anybody reads: the window stays usable. */
import assert from "node:assert/strict";
import { Workbench } from "../harness/ui/workbench.ts";
import { pressF5 } from "./support/actions.ts";

/** Goes round without end. */
const program = (
  body: string,
): string => `import { Context, Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Round extends Event.with("Round", { n: z.number() }) {}

export class Flood extends Workflow<object, number> {
  constructor() {
    super({ timeout: null });
  }

  @step(StartEvent)
  async begin(): Promise<Round> {
    return new Round({ n: 1 });
  }

  @step(Round)
  async round(ev: Round, ctx: Context): Promise<Round | StopEvent<number>> {
    ${body}
    return new Round({ n: ev.n + 1 });
  }
}

await new Flood().run({});
`;

const LINES = 'for (let i = 0; i < 20; i++) ctx.log("line", i, "of round", ev.n);';

describe("a flood of output", function () {
  this.timeout(180_000);
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open({ files: { "lines.ts": program(LINES), "rounds.ts": program("") } });
  });
  after(() => workbench.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await workbench.keepEvidence(`flood-${this.currentTest.title}`);
  });

  it("of ctx.log leaves Pause and Stop at work", async () => {
    await workbench.openFile("lines.ts");
    await workbench.evaluate((vscode) => {
      const told = globalThis as unknown as { lines: number };
      told.lines = 0;
      vscode.debug.registerDebugAdapterTrackerFactory("stepwright", {
        createDebugAdapterTracker: () => ({
          onDidSendMessage: ({ event, body }: { event?: string; body?: { output?: string } }) => {
            if (event === "output") told.lines += (body?.output ?? "").split("\n").length - 1;
          },
        }),
      });
    }, undefined);
    const lines = (): Promise<number> =>
      workbench.evaluate(() => (globalThis as unknown as { lines: number }).lines, undefined);
    await pressF5(workbench);
    await workbench.until("thousands of lines", lines, (n) => n > 20_000, 90_000);
    await workbench.debugAction("Pause");
    await workbench.stopped(20_000);
    assert.match((await workbench.callStack())[0] ?? "", /Round → round/);
    assert.ok(Number(await workbench.variable("Event", "n")) > 1000);
    await workbench.screenshot("flood-of-lines");
    await workbench.debugAction("Continue");
    await workbench.debugToolbar.locator('.action-label[aria-label^="Pause"]').waitFor();
    await workbench.debugAction("Stop");
    await workbench.ended(20_000);
  });

  it("of a log point tells how many lines it leaves out, and stops", async () => {
    await workbench.openFile("rounds.ts");
    await workbench.evaluate((vscode) => {
      const { uri } = vscode.window.activeTextEditor?.document ?? {};
      if (!uri) throw new Error("no editor");
      const place = new vscode.Location(uri, new vscode.Position(3, 0));
      vscode.debug.addBreakpoints([
        new vscode.SourceBreakpoint(place, true, undefined, undefined, "at round {event.n}"),
      ]);
    }, undefined);
    await pressF5(workbench);
    await workbench.debugConsoleLine("lines of log points were left out", 60_000);
    await workbench.screenshot("flood-of-log-points");
    await workbench.debugAction("Stop");
    await workbench.ended(20_000);
  });
});

import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Services } from "../../src/extension/services.ts";
import { activated } from "./support/extension.ts";
import { PROGRAM, REVIEW_FLOW } from "./support/flows.ts";
import { consoleText, events, record, stack, stopAll, stopped } from "./support/session.ts";
import { until } from "./support/until.ts";
import { lineOf, writeFile } from "./support/workspace.ts";

/** The lenses of a file as `line: title`, lines from 1. */
async function lensesOf(uri: vscode.Uri): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
  return lenses.map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
}

async function press(uri: vscode.Uri, title: string): Promise<void> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", uri, 100);
  const command = lenses.find((lens) => lens.command?.title.endsWith(title))?.command;
  assert.ok(command, `no lens ends with ${title}`);
  await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
}

/** A workflow that nothing runs. */
const ALONE = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";

class Passed extends Event.with("Passed") {}

export class AloneFlow extends Workflow<object, string> {
  @step(StartEvent)
  async begin(): Promise<Passed> {
    return new Passed();
  }

  @step(Passed)
  async end(): Promise<StopEvent<string>> {
    return new StopEvent({ result: "passed alone" });
  }
}
`;

describe("lenses", () => {
  let services: Services;
  before(async () => {
    services = await activated();
    await vscode.workspace.getConfiguration("files").update("autoSave", "off");
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
  after(() => vscode.workspace.getConfiguration("files").update("autoSave", undefined));

  const line = (part: string): number => lineOf(REVIEW_FLOW, part) + 1;
  const expected = [
    `${line("class Drafted")}: Break on This Event`,
    `${line("class Drafted")}: 1 producer`,
    `${line("class Drafted")}: 1 consumer`,
    `${line("class ReviewFlow")}: Run`,
    `${line("class ReviewFlow")}: Debug`,
    `${line("class ReviewFlow")}: Show Graph`,
    `${line("@step(StartEvent)")}: StartEvent → Drafted`,
    `${line("@step(Drafted)")}: Drafted → StopEvent · asks with InputRequiredEvent · waits for HumanResponseEvent`,
  ];

  it("stand above workflows, steps and events", async () => {
    const uri = writeFile("lenses/review.ts", REVIEW_FLOW);
    await vscode.window.showTextDocument(uri);
    const lenses = await until("the lenses", async () => {
      const found = await lensesOf(uri);
      return found.length === expected.length && found;
    });
    assert.deepEqual(lenses, expected);
  });

  it("keep their places while a line is typed that does not parse", async () => {
    const uri = writeFile("lenses/typed.ts", REVIEW_FLOW);
    const editor = await vscode.window.showTextDocument(uri);
    await until("the lenses", async () => (await lensesOf(uri)).length === expected.length);
    const at = new vscode.Position(line("export class ReviewFlow"), 0);
    assert.ok(await editor.edit((edit) => edit.insert(at, "  broken(\n\n")));
    const moved = expected.map((lens) => {
      const [number = "", title = ""] = lens.split(/: (.*)/);
      return `${Number(number) > at.line ? Number(number) + 2 : number}: ${title}`;
    });
    assert.deepEqual(await lensesOf(uri), moved, "at once");
    await until("the syntax error's note", () =>
      services.analysis.latest(uri.fsPath)?.notes.some(({ code }) => code === "syntax-error"),
    );
    assert.deepEqual(await lensesOf(uri), moved, "when the text was read");
  });

  it("count what other files produce and take, also for a file of events alone", async () => {
    const events = writeFile(
      "lenses/events.ts",
      'import { Event } from "stepwright";\n\nexport class Passed extends Event.with("Passed") {}\nexport class Lonely extends Event.with("Lonely") {}\n',
    );
    const user = `import { StartEvent, StopEvent, Workflow, step } from "stepwright";
import { Passed } from "./events.ts";

export class PassFlow extends Workflow<object, string> {
  @step(StartEvent)
  async begin(): Promise<Passed[]> {
    return [new Passed(), new Passed()];
  }

  @step(Passed)
  async end(): Promise<StopEvent<string>> {
    return new StopEvent({ result: "" });
  }
}
`;
    writeFile("lenses/pass.ts", user);
    await vscode.window.showTextDocument(events);
    const wanted = ["3: Break on This Event", "3: 1 producer", "3: 1 consumer", "4: no producers", "4: no consumers"];
    await until("the counts", async () => (await lensesOf(events)).join() === wanted.join());
    await press(events, "Break on This Event");
    const [breakpoint] = vscode.debug.breakpoints;
    assert.ok(breakpoint instanceof vscode.SourceBreakpoint);
    assert.equal(breakpoint.location.uri.fsPath, events.fsPath);
    assert.equal(breakpoint.location.range.start.line, 2);
    await until("the other title", async () => (await lensesOf(events)).includes("3: Remove Breakpoint"));
    await press(events, "Remove Breakpoint");
    assert.deepEqual(vscode.debug.breakpoints, []);
  });

  it("run and debug a program's own class as the program", async () => {
    const uri = writeFile("lenses/count.ts", PROGRAM);
    await vscode.window.showTextDocument(uri);
    const recording = record("stepwright");
    try {
      for (const title of ["Run", "Debug"]) {
        const before = consoleText(recording).split("the result is 42").length;
        await until(`the lens ${title}`, async () => (await lensesOf(uri)).some((lens) => lens.endsWith(`: ${title}`)));
        await press(uri, title);
        await until("the result", () => consoleText(recording).split("the result is 42").length > before);
        await stopAll();
      }
    } finally {
      recording.dispose();
    }
  });

  it("run and debug a class that no program runs, and break on its event", async () => {
    const uri = writeFile("lenses/alone.ts", ALONE);
    await vscode.window.showTextDocument(uri);
    const recording = record("stepwright");
    const ends = () => consoleText(recording).split("passed alone").length - 1;
    try {
      await until("the lenses", async () => (await lensesOf(uri)).some((lens) => lens.endsWith(": Debug")));
      await press(uri, "Break on This Event");
      await press(uri, "Run");
      await until("the result", () => ends() === 1);
      assert.deepEqual(events(recording, "stopped"), [], "without debugging");
      await stopAll();
      await press(uri, "Debug");
      const { session, threadId, reason } = await stopped(recording, 1);
      assert.equal(reason, "breakpoint");
      assert.match((await stack(session, threadId))[0]?.name ?? "", /Passed.*end/);
      await session.customRequest("continue", { threadId });
      await until("the result", () => ends() === 2);
      await stopAll();
    } finally {
      recording.dispose();
    }
  });

  it("are off where the settings say so", async () => {
    const uri = writeFile("lenses/off.ts", REVIEW_FLOW);
    await vscode.window.showTextDocument(uri);
    await until("the lenses", async () => (await lensesOf(uri)).length === expected.length);
    const settings = vscode.workspace.getConfiguration("stepwright.codeLens");
    const kinds = ["workflows", "steps", "events"];
    for (const kind of kinds) await settings.update(kind, false);
    try {
      await until("no lens", async () => (await lensesOf(uri)).length === 0);
    } finally {
      for (const kind of kinds) await settings.update(kind, undefined);
    }
  });
});

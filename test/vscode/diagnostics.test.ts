import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import { compilerErrors } from "./support/typescript.ts";
import { until } from "./support/until.ts";
import { lineOf, writeFile } from "./support/workspace.ts";

const HEAD = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

export class Counted extends Event.with("Counted", { count: z.number() }) {}

`;
/** Nobody takes what `begin` returns. */
const LOST = `${HEAD}export class LostFlow extends Workflow<{ limit: number }, number> {
  @step(StartEvent)
  async begin(ev: StartEvent<{ limit: number }>): Promise<Counted | StopEvent<number>> {
    return ev.limit > 1 ? new Counted({ count: 1 }) : new StopEvent({ result: 1 });
  }
}
`;

const LATE = 'import { Event } from "stepwright";\nexport class Late extends Event.with("Late") {}\n';

/** A workflow with an event out of that file. */
function importing(events: string): string {
  return `import { StartEvent, StopEvent, Workflow, step } from "stepwright";
import { Late } from "${events}";

export class LateFlow extends Workflow<object, string> {
  @step(StartEvent)
  async begin(): Promise<Late> {
    return new Late();
  }

  @step(Late)
  async last(): Promise<StopEvent<string>> {
    return new StopEvent({ result: "" });
  }
}
`;
}

describe("problems of workflows", () => {
  before(() => activated());
  afterEach(async () => {
    await vscode.workspace.getConfiguration("stepwright.diagnostics").update("severity", undefined);
    await vscode.workspace.getConfiguration("stepwright.diagnostics").update("files", undefined);
    await vscode.workspace.getConfiguration("files").update("autoSave", undefined);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("show in a file that no editor has open", async () => {
    // In a folder that is there: of one that has just been made VS Code may not see the files.
    const uri = writeFile("closed.ts", LOST);
    const [problem] = await until("the problem", () => present(problemsOf(uri)));
    assert.ok(problem);
    assert.match(problem.message, /^Counted comes from begin, but no step takes it/);
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Warning);
    assert.equal(problem.range.start.line, lineOf(LOST, "new Counted"));
    assert.ok(typeof problem.code === "object");
    assert.equal(problem.code.value, "never-consumed");
    assert.equal(problem.code.target.scheme, "command");
    rmSync(uri.fsPath);
  });

  it("follow what is typed, stay while it does not parse, and go with the file", async () => {
    await vscode.workspace.getConfiguration("files").update("autoSave", "off");
    const uri = writeFile("diagnostics/typed.ts", LOST);
    const editor = await vscode.window.showTextDocument(uri);
    await until("the problem", () => present(problemsOf(uri)));
    const seen: number[] = [];
    const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((one) => one.fsPath === uri.fsPath)) seen.push(problemsOf(uri).length);
    });
    const end = editor.document.lineAt(editor.document.lineCount - 2).range.start;
    await type(editor, end, "  @step(Counted)\n  async last(");
    await until("the broken text's own error", () =>
      vscode.languages.getDiagnostics(uri).some(({ source }) => source === "ts"),
    );
    assert.equal(problemsOf(uri).length, 1);
    assert.ok(!seen.includes(0), "the problem was away for a moment");
    listener.dispose();
    const rest = "ev: Counted) { return new StopEvent({ result: ev.count }); }\n";
    await type(editor, editor.document.positionAt(editor.document.getText().indexOf("last(") + 5), rest);
    await until("no problem", () => problemsOf(uri).length === 0);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await until("the problem of the text on disk", () => present(problemsOf(uri)));
    rmSync(uri.fsPath);
    await until("nothing about a file that is gone", () => problemsOf(uri).length === 0);
  });

  it("come and go with a file that is imported", async () => {
    const barrel = writeFile("late-barrel.ts", 'export * from "./late-events.js";\n');
    const uri = writeFile("late-flow.ts", importing("./late-barrel.js"));
    const isUnknown = (): boolean => problemsOf(uri).some((one) => codeOf(one) === "unknown-event");
    await until("the missing event", isUnknown);
    const imported = writeFile("late-events.ts", LATE);
    await until("no problem", () => problemsOf(uri).length === 0);
    rmSync(imported.fsPath);
    await until("the missing event again", isUnknown);
    writeFile("late-events.ts", LATE);
    await until("no problem again", () => problemsOf(uri).length === 0);
    writeFile("late-barrel.ts", "export {};\n");
    await until("the event that is passed on no more", isUnknown);
    for (const file of [imported, barrel, uri]) rmSync(file.fsPath);
  });

  it("count what is not saved of other files when the whole workspace is checked", async () => {
    await vscode.workspace.getConfiguration("files").update("autoSave", "off");
    const events = writeFile("whole-events.ts", `${LOST}${LATE.split("\n")[1]}\n`);
    const uri = writeFile("whole-flow.ts", importing("./whole-events.js"));
    const editor = await vscode.window.showTextDocument(events);
    await until("the problem of the file that is open", () => present(problemsOf(events)));
    const settings = vscode.workspace.getConfiguration("stepwright.diagnostics");
    await settings.update("files", "open");
    const text = editor.document.getText();
    const [late, rest] = [text.indexOf("export class Late"), text.lastIndexOf("\n")].map((at) =>
      editor.document.positionAt(at),
    );
    assert.ok(late && rest);
    const start = editor.document.positionAt(0);
    assert.ok(
      await editor.edit((edit) => {
        edit.delete(new vscode.Range(late, rest));
        edit.insert(start, "\n");
      }),
    );
    await until(
      "the text that is not saved was read",
      () => problemsOf(events)[0]?.range.start.line === lineOf(LOST, "new Counted") + 1,
    );
    assert.deepEqual(problemsOf(uri), []);
    await settings.update("files", undefined);
    await until("the missing event", () => problemsOf(uri).some((one) => codeOf(one) === "unknown-event"));
    for (const file of [events, uri]) rmSync(file.fsPath);
  });

  it("move with a file that gets another name", async () => {
    const uri = writeFile("diagnostics/before.ts", LOST);
    const moved = uri.with({ path: uri.path.replace("before", "after") });
    await until("the problem", () => present(problemsOf(uri)));
    await vscode.workspace.fs.rename(uri, moved);
    await until("the problem at its new place", () => present(problemsOf(moved)));
    await until("nothing at the old one", () => problemsOf(uri).length === 0);
  });

  it("are as grave as the settings say, or not shown", async () => {
    const uri = writeFile("diagnostics/severity.ts", LOST);
    await until("the problem", () => present(problemsOf(uri)));
    const settings = vscode.workspace.getConfiguration("stepwright.diagnostics");
    await settings.update("severity", { "never-consumed": "error" });
    await until("an error", () => problemsOf(uri)[0]?.severity === vscode.DiagnosticSeverity.Error);
    await settings.update("severity", { "never-consumed": "off" });
    await until("nothing", () => problemsOf(uri).length === 0);
  });
});

interface Fix {
  readonly code: string;
  readonly title: string;
  readonly text: string;
}

const FIXES: readonly Fix[] = [
  { code: "never-consumed", title: "Add a step that takes Counted", text: LOST },
  {
    code: "unknown-event",
    title: "Declare the event class Missing",
    text: `import { StartEvent, StopEvent, Workflow, step } from "stepwright";

export class UnknownFlow extends Workflow<object, string> {
  @step(StartEvent, Missing)
  async begin(): Promise<StopEvent<string>> {
    return new StopEvent({ result: "" });
  }
}
`,
  },
  {
    code: "missing-decorator",
    title: "Add @step(Counted)",
    text: LOST.replace(
      /}\n$/,
      `
  async last(ev: Counted): Promise<StopEvent<number>> {
    return new StopEvent({ result: ev.count });
  }
}
`,
    ),
  },
  {
    code: "wrong-parameter",
    title: "Change the parameter's type to Counted",
    text: LOST.replace(
      /}\n$/,
      `
  @step(Counted)
  async last(_ev: StartEvent): Promise<StopEvent<number>> {
    return new StopEvent({ result: 1 });
  }
}
`,
    ),
  },
  {
    code: "event-name",
    title: 'Name the event "Renamed"',
    text: LOST.replaceAll("Counted", "Renamed").replace('with("Renamed"', 'with("Counted"'),
  },
];

describe("quick fixes", () => {
  before(() => activated());
  afterEach(() => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  for (const { code, title, text } of FIXES) {
    it(`${title} (${code})`, async () => {
      const uri = writeFile(`fixes/${code}.ts`, text);
      await vscode.window.showTextDocument(uri);
      const problem = await until(code, () => problemsOf(uri).find((one) => codeOf(one) === code));
      await applyAction(uri, problem.range, title);
      await until("the problem gone", () => !problemsOf(uri).some((one) => codeOf(one) === code));
      assert.deepEqual(await compilerErrors(uri), []);
    });
  }

  it("ignore a problem by a comment, and several by one", async () => {
    const text = LOST.replace("new Counted({ count: 1 }) :", "new Counted({ count: 1 }) as Counted | Counted[] :");
    const uri = writeFile("fixes/ignored.ts", text);
    const { document } = await vscode.window.showTextDocument(uri);
    const problem = await until("the problem", () => problemsOf(uri)[0]);
    await applyAction(uri, problem.range, "Ignore never-consumed here");
    await until("no problem", () => problemsOf(uri).length === 0);
    const line = document.lineAt(problem.range.start.line).text;
    assert.equal(line, "    // stepwright-ignore-next-line never-consumed");
  });

  it("mend all that can only be meant one way, when asked or saved", async () => {
    const emits = LOST.replace("@step(StartEvent)", "@step(StartEvent, { emits: [] })");
    const uri = writeFile("fixes/all.ts", emits);
    const { document } = await vscode.window.showTextDocument(uri);
    await until("both problems", () => problemsOf(uri).filter((one) => codeOf(one) === "missing-emits").length === 2);
    const everything = new vscode.Range(0, 0, document.lineCount, 0);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      everything,
      "source.fixAll.stepwright",
    );
    assert.equal(actions.length, 1);
    assert.ok(actions[0]?.edit);
    await vscode.workspace.applyEdit(actions[0].edit);
    assert.match(document.getText(), /emits: \[(Counted, StopEvent|StopEvent, Counted)\]/);
    await until("no such problem", () => !problemsOf(uri).some((one) => codeOf(one) === "missing-emits"));
    assert.deepEqual(await compilerErrors(uri), []);
  });
});

function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "stepwright");
}

function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === "object" ? code.value : code;
}

function present<T>(all: readonly T[]): readonly T[] | undefined {
  return all.length > 0 ? all : undefined;
}

async function type(editor: vscode.TextEditor, at: vscode.Position, text: string): Promise<void> {
  assert.ok(await editor.edit((edit) => edit.insert(at, text)));
}

async function applyAction(uri: vscode.Uri, range: vscode.Range, title: string): Promise<void> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    "vscode.executeCodeActionProvider",
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
  );
  const action = actions.find((one) => one.title === title);
  assert.ok(action?.edit, `among ${actions.map((one) => one.title).join(", ")}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

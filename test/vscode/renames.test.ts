import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import { REVIEW_FLOW } from "./support/flows.ts";
import { until } from "./support/until.ts";
import { writeFile } from "./support/workspace.ts";

/** Names that no other file of the workspace has. */
const FLOW = REVIEW_FLOW.replaceAll("Drafted", "Sketched").replaceAll("ReviewFlow", "RenamedFlow");

describe("renaming", () => {
  let uri: vscode.Uri;
  let nth = 0;
  beforeEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    const { analysis } = await activated();
    // Each test its own names: a name that another file has is left alone.
    nth++;
    const text = FLOW.replaceAll("Sketched", `Sketched${nth}`).replaceAll("RenamedFlow", `RenamedFlow${nth}`);
    uri = writeFile(`renames/flow${nth}.ts`, text);
    await vscode.window.showTextDocument(uri);
    await until("the graph", async () => (await analysis.graph(uri))?.workflows[0]?.steps.length === 2);
  });
  afterEach(async () => {
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  /** As F2 does. */
  const rename = async (name: string, to: string): Promise<void> => {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.positionAt(document.getText().search(new RegExp(`\\b${name}\\b`)) + 1);
    const edit = await until("TypeScript's rename", async () => {
      try {
        const found = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
          "vscode.executeDocumentRenameProvider",
          uri,
          at,
          to,
        );
        return found.size > 0 && found;
      } catch {
        return undefined; // The service has not read the file yet.
      }
    });
    assert.ok(await vscode.workspace.applyEdit(edit));
  };
  /** Another workflow's step of the same name gets another one at the same time. */
  const renameNamesake = async (): Promise<void> => {
    const { analysis } = await activated();
    const text = FLOW.replaceAll("Sketched", "Painted").replaceAll("RenamedFlow", "PaintFlow");
    const file = writeFile("renames/namesake.ts", text);
    const { document } = await vscode.window.showTextDocument(file);
    await until("its graph", async () => (await analysis.graph(file))?.workflows[0]?.steps.length === 2);
    // VS Code refuses an edit of a document that it is reading anew.
    await until("the edit", async () => {
      const at = document.positionAt(text.search(/\breview\b/));
      const edit = new vscode.WorkspaceEdit();
      edit.replace(file, new vscode.Range(at, at.translate(0, "review".length)), "paint");
      return await vscode.workspace.applyEdit(edit);
    });
    await until("its new name", () =>
      analysis.latest(file.fsPath)?.workflows[0]?.steps.some(({ name }) => name === "paint"),
    );
    await document.save();
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await vscode.window.showTextDocument(uri);
  };
  const names = (): string[] =>
    vscode.debug.breakpoints.map((one) => (one instanceof vscode.FunctionBreakpoint ? one.functionName : "?")).sort();
  const set = (...all: string[]): void =>
    vscode.debug.addBreakpoints(all.map((name) => new vscode.FunctionBreakpoint(name, true, "event.text !== ''")));

  it("an event class offers its name to follow, and then breakpoints by name do", async () => {
    set(`Sketched${nth}`, `Sketched${nth} -> RenamedFlow${nth}.review`, "Other");
    await rename(`Sketched${nth}`, `Outlined${nth}`);
    const problem = await until("the note", () =>
      vscode.languages.getDiagnostics(uri).find(({ code }) => typeof code === "object" && code.value === "event-name"),
    );
    assert.ok(names().includes(`Sketched${nth}`), "the event still has its name");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      uri,
      problem.range,
    );
    const action = actions.find(({ title }) => title === `Name the event "Outlined${nth}"`);
    assert.ok(action?.edit);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
    const wanted = ["Other", `Outlined${nth}`, `Outlined${nth} -> RenamedFlow${nth}.review`];
    await until("the breakpoints", () => names().join() === wanted.join());
    assert.ok(vscode.debug.breakpoints.every(({ condition }) => condition === "event.text !== ''"));
  });

  it("a step takes breakpoints by its name along", async () => {
    set(`RenamedFlow${nth}.draft`, `RenamedFlow${nth}.review`);
    await rename("draft", "outline");
    await until("the breakpoints", () => names().join() === `RenamedFlow${nth}.outline,RenamedFlow${nth}.review`);
  });

  it("a step leaves those alone that mean another one of its name", async () => {
    set(`Sketched${nth} -> review`);
    await renameNamesake();
    assert.deepEqual(names(), [`Sketched${nth} -> review`]);
  });

  it("a workflow class takes those of its steps along", async () => {
    set(`RenamedFlow${nth}.draft`, "Other.draft");
    await rename(`RenamedFlow${nth}`, `AnotherFlow${nth}`);
    await until("the breakpoints", () => names().join() === `AnotherFlow${nth}.draft,Other.draft`);
  });

  it("an event class of another file is followed, too", async () => {
    const events = writeFile(
      "renames/events.ts",
      'import { Event } from "stepwright";\n\nexport class Handed extends Event.with("Handed") {}\n',
    );
    const user = writeFile(
      "renames/user.ts",
      `import { StartEvent, StopEvent, Workflow, step } from "stepwright";
import { Handed } from "./events.ts";

export class UserFlow extends Workflow<object, string> {
  @step(StartEvent)
  async begin(): Promise<Handed> {
    return new Handed();
  }

  @step(Handed)
  async end(): Promise<StopEvent<string>> {
    return new StopEvent({ result: "" });
  }
}
`,
    );
    const { analysis } = await activated();
    await until("the graph", async () => (await analysis.graph(user))?.events.length === 3);
    set("UserFlow.Handed");
    const { document } = await vscode.window.showTextDocument(events);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('"Handed"');
    edit.replace(events, new vscode.Range(document.positionAt(at + 1), document.positionAt(at + 7)), "Forwarded");
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until("the breakpoint", () => names().join() === "UserFlow.Forwarded");
  });

  it("launch.json is offered to follow, and does so by a button, with its comments", async () => {
    const launch = `{
  // What we debug every day
  "configurations": [
    {
      "type": "stepwright",
      "name": "Ours",
      "workflow": "RenamedFlow${nth}", // the class
      "breakOnEvents": ["Sketched${nth}", "Sketched${nth} -> review", "RenamedFlow${nth}.review", "Other.review"],
      "input": { "workflow": "RenamedFlow${nth}" },
    },
  ],
}
`;
    const file = writeFile(".vscode/launch.json", launch);
    try {
      await renameNamesake();
      await rename("review", "outline");
      await rename(`RenamedFlow${nth}`, `AnotherFlow${nth}`);
      // The message's button; it takes the keyboard with it.
      const text = await until("launch.json to follow", async () => {
        await vscode.commands.executeCommand("notifications.focusFirstToast");
        await vscode.commands.executeCommand("notification.acceptPrimaryAction");
        const now = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
        return now !== launch && now;
      });
      const wanted = launch
        .replace(`"workflow": "RenamedFlow${nth}", //`, `"workflow": "AnotherFlow${nth}", //`)
        .replace(`-> review`, "-> outline")
        .replace(`RenamedFlow${nth}.review`, `AnotherFlow${nth}.outline`);
      assert.equal(text, wanted);
    } finally {
      await vscode.workspace.fs.delete(file);
    }
  });

  it("leaves breakpoints alone where something else came or went", async () => {
    set(`Sketched${nth}`);
    const editor = await vscode.window.showTextDocument(uri);
    const text = editor.document.getText().replaceAll(`Sketched${nth}`, "Fresh");
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const more = 'class Another extends Event.with("Another") {}\n';
    assert.ok(await editor.edit((edit) => edit.replace(whole, text.replace("/** A text", `${more}\n/** A text`))));
    const { analysis } = await activated();
    await until("the new text's graph", () => analysis.latest(uri.fsPath)?.events.some(({ name }) => name === "Fresh"));
    assert.deepEqual(names(), [`Sketched${nth}`]);
  });
});

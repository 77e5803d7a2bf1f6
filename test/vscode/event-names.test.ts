import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import { until } from "./support/until.ts";
import { lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

const EVENTS = `import { Event } from "stepwright";
import { z } from "zod";

/** What was found. */
export class Retrieved extends Event.with("Retrieved", {
  /** Best first. */
  passages: z.array(z.string()),
  score: z.number().optional(),
}) {}
`;
const FLOW = `import { StartEvent, StopEvent, Workflow, step } from "stepwright";
import { Retrieved as Found } from "./events.ts";

export class RagFlow extends Workflow<{ query: string }, string> {
  @step(StartEvent)
  async retrieve(ev: StartEvent<{ query: string }>): Promise<Found> {
    return new Found({ passages: [ev.query] });
  }

  @step(Found)
  async synthesize(ev: Found): Promise<StopEvent<string>> {
    return new StopEvent({ result: ev.passages.join() });
  }
}
`;

describe("the name of an event class", () => {
  let flow: vscode.Uri;
  let events: vscode.Uri;
  before(async () => {
    const { analysis } = await activated();
    events = writeFile("names/events.ts", EVENTS);
    flow = writeFile("names/flow.ts", FLOW);
    await until("the graph", async () => (await analysis.graph(flow))?.workflows[0]?.steps.length === 2);
  });
  afterEach(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  const hoverAt = async (uri: vscode.Uri, text: string, part: string, shift = 0): Promise<string> => {
    await vscode.workspace.openTextDocument(uri);
    const line = lineOf(text, part);
    const at = new vscode.Position(line, (text.split("\n")[line] ?? "").indexOf(part) + shift);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, at);
    const texts = hovers.flatMap(({ contents }) => contents.map((one) => (typeof one === "string" ? one : one.value)));
    return texts.find((one) => one.includes("symbol-event")) ?? "";
  };

  it("says on hover what it holds, where it comes from and where it goes, at its class and at an alias", async () => {
    for (const text of [await hoverAt(events, EVENTS, "Retrieved extends"), await hoverAt(flow, FLOW, "Found)", 2)]) {
      assert.match(text, /event `Retrieved`/);
      assert.match(text, /passages: string\[\]; \/\/ Best first\.\nscore\?: number;/);
      assert.match(text, /from \[RagFlow\.retrieve\]\(file:\/\/.*names\/flow\.ts#L7%2C12 "names\/flow\.ts:7"\)/);
      assert.match(text, /to \[RagFlow\.synthesize\]\(file:\/\/.*names\/flow\.ts#L11%2C9 /);
    }
  });

  it("says so for the runtime's own, of this file alone", async () => {
    const text = await hoverAt(flow, FLOW, "StartEvent)");
    assert.match(text, /from the caller of `run\(\)`/);
    assert.equal(text.match(/\]\(file:/g)?.length, 1);
  });

  it("is silent on other names", async () => {
    assert.equal(await hoverAt(flow, FLOW, "RagFlow"), "");
    assert.equal(await hoverAt(flow, FLOW, "passages"), "");
  });

  it("leads to its producers and consumers", async () => {
    const at = new vscode.Position(lineOf(EVENTS, "Retrieved extends"), 15);
    for (const [command, part] of [
      ["stepwright.goToProducers", "new Found("],
      ["stepwright.goToConsumers", "async synthesize"],
    ] as const) {
      await vscode.window.showTextDocument(events, { selection: new vscode.Range(at, at) });
      await vscode.commands.executeCommand(command);
      await until(`${command} in the flow`, () => {
        const now = vscode.window.activeTextEditor;
        return now?.document.uri.fsPath === flow.fsPath && now.selection.active.line === lineOf(FLOW, part);
      });
    }
  });

  it("does not add to TypeScript's own references", async () => {
    const at = new vscode.Position(lineOf(EVENTS, "Retrieved extends"), 15);
    await vscode.window.showTextDocument(flow);
    const all = await until("references", async () => {
      const found = await vscode.commands.executeCommand<vscode.Location[]>(
        "vscode.executeReferenceProvider",
        events,
        at,
      );
      return found.length > 3 && found;
    });
    const places = all.map(
      ({ uri, range }) =>
        `${uri.fsPath.slice(workspaceFolder().uri.fsPath.length)} ${range.start.line}:${range.start.character}`,
    );
    assert.equal(new Set(places).size, places.length);
  });
});

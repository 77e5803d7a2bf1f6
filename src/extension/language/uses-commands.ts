import * as vscode from "vscode";
import type { SourceRange } from "../../analysis/workflow-graph.ts";
import { toLocation } from "../places.ts";
import type { Services } from "../services.ts";
import { type EventFlow, type EventIdentity, flowOf } from "./event-flow.ts";

/** An event class and where its name stands, for the peek view to open there. */
export interface EventPlace {
  readonly event: EventIdentity;
  readonly name: SourceRange;
}

const NOTHING = {
  producers: (name: string) => `No step returns or sends ${name}`,
  consumers: (name: string) => `No step takes or waits for ${name}`,
} satisfies Record<keyof EventFlow, (name: string) => string>;

/**
 * Peek at, and go to, the steps that an event comes from and goes to. TypeScript's own Find All References keeps to
 * itself: it lists every use of the class.
 */
export function registerUseCommands({ analysis, problems }: Services): vscode.Disposable {
  const show = async (which: keyof EventFlow, peek: boolean, given?: EventPlace): Promise<void> => {
    // From a menu it comes with the file alone.
    const { event, name } = given && "event" in given ? given : await atCursor();
    // The steps may be in files that no editor has open.
    await analysis.workspace();
    const locations = flowOf(event, analysis.known(), name.file)[which].map(({ range }) => toLocation(range));
    const { uri, range } = toLocation(name);
    if (locations.length > 0 && peek) {
      await vscode.commands.executeCommand("editor.action.peekLocations", uri, range.start, locations, "peek");
      return;
    }
    const nothing = NOTHING[which](event.name);
    const several = "gotoAndPeek";
    await vscode.commands.executeCommand("editor.action.goToLocations", uri, range.start, locations, several, nothing);
  };
  const atCursor = async (): Promise<EventPlace> => {
    const editor = vscode.window.activeTextEditor;
    const found = editor && (await analysis.eventAt(editor.document, editor.selection.active));
    if (!found) throw new Error("Put the cursor on the name of an event class first.");
    return { event: found.event, name: found.range };
  };
  return vscode.Disposable.from(
    problems.command("stepwright.peekProducers", (place?: EventPlace) => show("producers", true, place)),
    problems.command("stepwright.peekConsumers", (place?: EventPlace) => show("consumers", true, place)),
    problems.command("stepwright.goToProducers", (place?: EventPlace) => show("producers", false, place)),
    problems.command("stepwright.goToConsumers", (place?: EventPlace) => show("consumers", false, place)),
  );
}

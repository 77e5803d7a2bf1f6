import * as vscode from "vscode";
import type { EventField, EventKind, EventNode } from "../../analysis/workflow-graph.ts";
import { toLocation, toRange } from "../places.ts";
import type { AnalysisService } from "../services.ts";
import { type EventUse, flowOf } from "./event-flow.ts";

/** More links than this are counted only. */
const MAX_LINKS = 8;

/** Who is at the other end where it is no step. */
const OUTSIDE: Readonly<Record<EventKind, { readonly from?: string; readonly to?: string }>> = {
  start: { from: "the caller of `run()`" },
  stop: { to: "the caller of `run()`: it ends the run" },
  inputRequired: { to: "whoever answers the run" },
  humanResponse: { from: "whoever answers the run" },
  stepFailed: { from: "a step that failed" },
  event: {},
};

const HOW: Readonly<Record<EventUse["kind"], string>> = {
  return: "",
  accept: "",
  send: " (sends it)",
  stream: " (to the stream)",
  prompt: " (asks with it)",
  wait: " (waits for it)",
};

/** On the name of an event class, declared or used: its fields, where it comes from and where it goes. */
export class EventHover implements vscode.HoverProvider {
  readonly #analysis: AnalysisService;

  constructor(analysis: AnalysisService) {
    this.#analysis = analysis;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    const word = document.getWordRangeAtPosition(position, /[A-Za-z_$][\w$]*/);
    // Most of what a pointer passes over is no class.
    if (!word || !/^[A-Z_$]/.test(document.getText(word))) return undefined;
    const found = await this.#analysis.eventAt(document, position);
    if (!found || token.isCancellationRequested) return undefined;
    return new vscode.Hover(this.#text(found.event, document.uri.fsPath), toRange(found.range));
  }

  /** The class's comment is not in it: TypeScript's own hover, beside this one, shows it. */
  #text(event: EventNode, near: string): vscode.MarkdownString {
    const text = new vscode.MarkdownString(undefined, true);
    const { producers, consumers } = flowOf(event, this.#analysis.known(), near);
    const { from, to } = OUTSIDE[event.kind];
    const named = event.name === event.className ? "" : `, the class \`${event.className}\``;
    text.appendMarkdown(`$(symbol-event) event \`${event.name}\`${named}\n\n`);
    if (event.fields.length > 0) text.appendCodeblock(event.fields.map(fieldLine).join("\n"), "typescript");
    text.appendMarkdown(`from ${links(producers, from) || "no step"}\n\nto ${links(consumers, to) || "no step"}`);
    return text;
  }
}

function fieldLine({ name, type, optional, docs }: EventField): string {
  const comment = docs === undefined ? "" : ` // ${docs.replaceAll(/\s+/g, " ")}`;
  return `${name}${optional ? "?" : ""}: ${type};${comment}`;
}

function links(uses: readonly EventUse[], outside: string | undefined): string {
  const more = uses.length > MAX_LINKS ? [`${uses.length - MAX_LINKS} more`] : [];
  return [...(outside === undefined ? [] : [outside]), ...uses.slice(0, MAX_LINKS).map(link), ...more].join(", ");
}

function link({ workflow, step, kind, range }: EventUse): string {
  const { uri } = toLocation(range);
  const place = uri.with({ fragment: `L${range.startLine},${range.startColumn}` });
  const file = vscode.workspace.asRelativePath(uri);
  return `[${workflow}.${step}](${place} "${file}:${range.startLine}")${HOW[kind]}`;
}

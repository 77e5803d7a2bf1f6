import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import type { AnalysisService } from "../services.ts";
import type { EventFrames } from "./event-frames.ts";
import { type OpenStep, stepAt } from "./step-at.ts";

/** `a.b.c`, as far as the hovered name. */
const MEMBERS = /[\p{L}_$][\p{L}\p{N}_$]*(?:\??\.[\p{L}_$][\p{L}\p{N}_$]*)*/gu;

/**
 * What a hover evaluates while debugging. At an event stop the names in the stopped step's source stand for the event and
 * the state. Where a language has a provider VS Code asks nobody else: in other sessions this one says what VS Code would.
 */
export class StepHover implements vscode.EvaluatableExpressionProvider {
  readonly #analysis: AnalysisService;
  readonly #frames: EventFrames;

  constructor(analysis: AnalysisService, frames: EventFrames) {
    this.#analysis = analysis;
    this.#frames = frames;
  }

  async provideEvaluatableExpression(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.EvaluatableExpression | undefined> {
    if (vscode.debug.activeStackItem?.session.type !== DEBUG_TYPE) return membersAt(document, position);
    const step = await stepAt(this.#analysis, document, position.line);
    const found = step?.expressions.findLast(({ range }) => range.contains(position));
    if (step === undefined || found === undefined) return undefined;
    // What another step's parameter would be is not known: `event` is that of the frame in focus.
    const isOfFrame = holds(step, this.#frames.focusedLine);
    if (/^events?\b/.test(found.expression) && !isOfFrame) return undefined;
    return upTo(document, position, found);
  }
}

function holds({ range }: OpenStep, line: number | undefined): boolean {
  return line !== undefined && range.start.line <= line && line <= range.end.line;
}

/** Hovering `b` in `ev.b.c` means `event.b`. */
function upTo(
  document: vscode.TextDocument,
  position: vscode.Position,
  { range, expression }: OpenStep["expressions"][number],
): vscode.EvaluatableExpression {
  const name = document.getWordRangeAtPosition(position);
  const isPath = /^["']/.test(document.getText(range));
  if (name === undefined || isPath) return new vscode.EvaluatableExpression(range, expression);
  const behind = document.getText(new vscode.Range(name.end, range.end)).split(".").length - 1;
  const parts = expression.split(".");
  const upToName = parts.slice(0, Math.max(1, parts.length - behind)).join(".");
  return new vscode.EvaluatableExpression(new vscode.Range(range.start, name.end), upToName);
}

function membersAt(document: vscode.TextDocument, position: vscode.Position): vscode.EvaluatableExpression | undefined {
  const { text } = document.lineAt(position);
  for (const { index, 0: written } of text.matchAll(MEMBERS)) {
    if (position.character < index || position.character > index + written.length) continue;
    const nextDot = text.slice(position.character, index + written.length).search(/\??\./);
    const end = nextDot < 0 ? index + written.length : position.character + nextDot;
    return new vscode.EvaluatableExpression(
      new vscode.Range(position.line, index, position.line, end),
      text.slice(index, end),
    );
  }
  return undefined;
}

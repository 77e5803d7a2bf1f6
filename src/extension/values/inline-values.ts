import * as vscode from "vscode";
import type { AnalysisService } from "../services.ts";
import type { EventFrames } from "./event-frames.ts";
import { stepAt } from "./step-at.ts";

const NAME = /(?<![\p{L}\p{N}_$.])[\p{L}_$][\p{L}\p{N}_$]*/gu;

/**
 * At an event stop: the event's fields and the state's values at the ends of the lines of the step that is to take it. A
 * stop of the JavaScript debugger has its own values.
 */
export class StepInlineValues implements vscode.InlineValuesProvider {
  readonly #analysis: AnalysisService;
  readonly #frames: EventFrames;

  constructor(analysis: AnalysisService, frames: EventFrames) {
    this.#analysis = analysis;
    this.#frames = frames;
  }

  async provideInlineValues(
    document: vscode.TextDocument,
    viewPort: vscode.Range,
    { frameId, stoppedLocation }: vscode.InlineValueContext,
  ): Promise<vscode.InlineValue[]> {
    const { line } = stoppedLocation.start;
    if (!this.#frames.has(frameId, line)) return variables(document, viewPort, stoppedLocation);
    const step = await stepAt(this.#analysis, document, line);
    if (step === undefined) return [];
    const shown = new Set<string>();
    return step.expressions.flatMap(({ range, expression }) => {
      const key = `${range.start.line} ${expression}`;
      // The whole event once, in the signature; below it the fields that a line uses.
      const isRepeated = shown.has(key) || (/^events?(\[\d+\])?$/.test(expression) && shown.has(expression));
      if (isRepeated || !viewPort.intersection(range)) return [];
      shown.add(key).add(expression);
      return [new vscode.InlineValueEvaluatableExpression(range, expression)];
    });
  }
}

/** What VS Code does itself, where somebody has switched it on, for a language without a provider. */
function variables(document: vscode.TextDocument, viewPort: vscode.Range, stopped: vscode.Range): vscode.InlineValue[] {
  if (vscode.workspace.getConfiguration("debug", document.uri).get("inlineValues") !== "on") return [];
  const lines = Array.from({ length: stopped.end.line - viewPort.start.line + 1 }, (_, i) => viewPort.start.line + i);
  return lines.flatMap((line) =>
    [...document.lineAt(line).text.matchAll(NAME)].map(
      ({ index, 0: name }) =>
        new vscode.InlineValueVariableLookup(new vscode.Range(line, index, line, index + name.length), name),
    ),
  );
}

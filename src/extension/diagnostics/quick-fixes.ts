import * as vscode from "vscode";
import type { Diagnostic, QuickFix } from "../../analysis/diagnostics/diagnostic.ts";
import { toRange } from "../places.ts";
import type { AnalysisService } from "../services.ts";
import { fixAllEdit } from "./fix-all.ts";
import { ignoreEdit } from "./ignore.ts";
import { SOURCE } from "./workflow-diagnostics.ts";

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append("stepwright");

/**
 * The ways out of the workflows' problems. The text is read anew when they are asked for: it may have been edited since
 * the problem was shown.
 */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, FIX_ALL],
  };
  readonly #analysis: AnalysisService;

  constructor(analysis: AnalysisService) {
    this.#analysis = analysis;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    if (only?.intersects(FIX_ALL)) return this.#fixAll(document);
    const shown = diagnostics.filter(({ source }) => source === SOURCE);
    if (shown.length === 0) return [];
    const found = (await this.#analysis.diagnose(document.uri)) ?? [];
    const actions = shown.flatMap((problem) => {
      const code = codeOf(problem);
      const here = found.filter((one) => one.code === code && toRange(one.range).intersection(problem.range));
      const fixes = uniqueByTitle(here.flatMap((one) => one.fixes));
      return [
        ...fixes.map((fix) => fixAction(fix, problem, fixes.length === 1)),
        ...here.slice(0, 1).map((one) => ignoreAction(document, one, problem)),
      ];
    });
    return uniqueByTitle(actions);
  }

  async #fixAll(document: vscode.TextDocument): Promise<vscode.CodeAction[]> {
    const edit = fixAllEdit((await this.#analysis.diagnose(document.uri)) ?? []);
    if (!edit) return [];
    const action = new vscode.CodeAction("Fix all that can only be meant one way", FIX_ALL);
    action.edit = edit;
    return [action];
  }
}

function fixAction(fix: QuickFix, problem: vscode.Diagnostic, only: boolean): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, text } of fix.edits) action.edit.replace(vscode.Uri.file(range.file), toRange(range), text);
  action.diagnostics = [problem];
  action.isPreferred = only;
  return action;
}

function ignoreAction(document: vscode.TextDocument, one: Diagnostic, problem: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(`Ignore ${one.code} here`, vscode.CodeActionKind.QuickFix);
  action.edit = ignoreEdit(document, one);
  action.diagnostics = [problem];
  return action;
}

function codeOf({ code }: vscode.Diagnostic): unknown {
  return typeof code === "object" ? code.value : code;
}

function uniqueByTitle<T extends { readonly title: string }>(all: readonly T[]): T[] {
  return all.filter((one, index) => all.findIndex(({ title }) => title === one.title) === index);
}

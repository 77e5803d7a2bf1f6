import * as vscode from "vscode";
import type { SourceRange, StepNode } from "../../analysis/workflow-graph.ts";
import { toRange } from "../places.ts";
import type { AnalysisService } from "../services.ts";
import { type StepExpression, stepExpressions } from "./step-expressions.ts";

/** A step of an open document, with the places in it that stand for values. */
export interface OpenStep {
  readonly node: StepNode;
  readonly range: vscode.Range;
  readonly expressions: readonly { readonly range: vscode.Range; readonly expression: string }[];
}

/** The step, head or body, that a line (from 0) of a document belongs to. */
export async function stepAt(
  analysis: AnalysisService,
  document: vscode.TextDocument,
  line: number,
): Promise<OpenStep | undefined> {
  const graph = await analysis.outline(document.uri);
  const holds = ({ startLine, endLine }: SourceRange): boolean => startLine - 1 <= line && line <= endLine - 1;
  const nodes = graph?.workflows.flatMap(({ steps }) => steps) ?? [];
  // An inherited step may stand in another file.
  const node = nodes.find(({ range }) => holds(range) && vscode.Uri.file(range.file).fsPath === document.uri.fsPath);
  if (node === undefined) return undefined;
  const offset = document.offsetAt(toRange(node.nameRange).start);
  const text = document.getText(new vscode.Range(document.positionAt(offset), toRange(node.range).end));
  const place = ({ start, end, expression }: StepExpression) => ({
    range: new vscode.Range(document.positionAt(offset + start), document.positionAt(offset + end)),
    expression,
  });
  const joined = node.fanIn === "join" ? node.accepts.length : undefined;
  return { node, range: toRange(node.range), expressions: stepExpressions({ text, joined }).map(place) };
}

import { ts } from "ts-morph";
import { nearNames } from "../near-names.ts";
import { rangeBetween, rangeOf } from "../ranges.ts";
import type { Sources } from "../sources.ts";
import type { StepInfo } from "../steps.ts";
import type { Diagnostic, QuickFix } from "./diagnostic.ts";
import { at } from "./edits.ts";
import { Names } from "./names.ts";

/** A workflow without a start or an answer can get the step that is missing, still to be written. */
export function withMissingStep(one: Diagnostic, workflow: ts.ClassLikeDeclaration, sources: Sources): Diagnostic {
  if (one.code === "no-steps" || one.code === "no-start") {
    return { ...one, fixes: stub("StartEvent", "begin", workflow, sources) };
  }
  return one.code === "no-answer" ? { ...one, fixes: stub("HumanResponseEvent", "answered", workflow, sources) } : one;
}

/** Its type keeps the workflow whole until the body is written: the run could end there. */
function stub(event: string, wanted: string, workflow: ts.ClassLikeDeclaration, sources: Sources): QuickFix[] {
  const names = new Names(workflow, sources);
  const [step, taken, stop] = [names.runtime("step"), names.runtime(event), names.runtime("StopEvent")];
  if (step === undefined || taken === undefined || stop === undefined) return [];
  const members = new Set(workflow.members.map((member) => member.name?.getText()));
  let name = wanted;
  for (let next = 2; members.has(name); next++) name = `${wanted}${next}`;
  const isJavaScript = /\.[cm]?jsx?$/.test(workflow.getSourceFile().fileName);
  const docs = isJavaScript ? `  /** @returns {Promise<${stop}>} */\n` : "";
  const type = isJavaScript ? "" : `: Promise<${stop}>`;
  const text = `\n${docs}  @${step}(${taken})\n  async ${name}()${type} {\n    throw new Error("${name} is not written yet");\n  }\n`;
  const edits = [...names.imports, { range: at(rangeOf(workflow), "end", -1), text }];
  return [{ title: `Add a step that takes ${taken}`, edits }];
}

/** @param element one of the list's. */
export function removeEmits(name: string, list: ts.ArrayLiteralExpression, element: ts.Expression): QuickFix[] {
  const file = list.getSourceFile();
  const index = list.elements.indexOf(element);
  if (index < 0) return [];
  const [before, after] = [list.elements[index - 1], list.elements[index + 1]];
  const start = before ? before.getEnd() : element.getStart(file);
  const end = !before && after ? after.getStart(file) : element.getEnd();
  return [{ title: `Remove ${name} from emits`, edits: [{ range: rangeBetween(file, start, end), text: "" }] }];
}

/** A handler that names no step gets the step whose name is nearest, where one is near. */
export function withNearStep(one: Diagnostic, steps: readonly StepInfo[]): Diagnostic {
  const [, handler, wrong] = /^(\S+) handles the step "(.*)", which/.exec(one.message) ?? [];
  const info = steps.find(({ name }) => name === handler);
  const caught = steps.filter(({ decorator }) => decorator.kind === "step").map(({ name }) => name);
  const [near] = nearNames(wrong ?? "", caught, 1);
  const literal = info && near !== undefined ? textIn(info.decorator.node, wrong) : undefined;
  if (literal === undefined || near === undefined) return one;
  const edits = [{ range: rangeOf(literal), text: JSON.stringify(near) }];
  return { ...one, fixes: [{ title: `Change "${wrong}" to "${near}"`, edits }] };
}

function textIn(node: ts.Node, text: string | undefined): ts.Node | undefined {
  if (ts.isStringLiteralLike(node) && node.text === text) return node;
  return ts.forEachChild(node, (child) => textIn(child, text));
}

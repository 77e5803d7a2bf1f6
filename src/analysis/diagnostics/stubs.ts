import type { ts } from "ts-morph";
import { rangeBetween, rangeOf } from "../ranges.ts";
import type { Sources } from "../sources.ts";
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

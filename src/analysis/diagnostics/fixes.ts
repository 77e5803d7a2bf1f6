import type { ts } from "ts-morph";
import type { EventInfo } from "../events.ts";
import { rangeBetween, rangeOf } from "../ranges.ts";
import type { Sources } from "../sources.ts";
import type { EventUse } from "../type-nodes.ts";
import type { SourceRange } from "../workflow-graph.ts";
import type { QuickFix } from "./diagnostic.ts";
import { at } from "./edits.ts";
import { Names } from "./names.ts";

/** A stub for an event that nobody takes; none where the class's name cannot be written in the workflow. */
export function addStep(event: EventInfo, workflow: ts.ClassLikeDeclaration, sources: Sources): QuickFix[] {
  const names = new Names(workflow, sources);
  const [step, taken, type] = [names.runtime("step"), names.event(event), names.type(event)];
  if (step === undefined || taken === undefined || type === undefined) return [];
  const method = freeName(`handle${taken.split(".").at(-1)}`, workflow);
  const isJavaScript = /\.[cm]?jsx?$/.test(workflow.getSourceFile().fileName);
  const head = isJavaScript ? `${method}(ev)` : `${method}(ev: ${type}): Promise<void>`;
  const text = `
  @${step}(${taken})
  async ${head} {
    throw new Error(\`${method} is not written yet: \${ev.$type}\`);
  }
`;
  const edits = [...names.imports, { range: at(rangeOf(workflow), "end", -1), text }];
  return [{ title: `Add a step that takes ${taken}`, edits }];
}

function freeName(wanted: string, workflow: ts.ClassLikeDeclaration): string {
  const taken = new Set(workflow.members.map((member) => member.name?.getText()));
  let name = wanted;
  for (let next = 2; taken.has(name); next++) name = `${wanted}${next}`;
  return name;
}

/** @param before the statement in front of which the class is put. */
export function declareEvent(name: string, before: SourceRange): QuickFix {
  const text = `class ${name} extends Event.with("${name}", {}) {}\n\n`;
  return { title: `Declare the event class ${name}`, edits: [{ range: at(before, "start"), text }] };
}

/** None where a name that it takes cannot be written there. */
export function addDecorator(events: readonly EventInfo[], method: ts.MethodDeclaration, sources: Sources): QuickFix[] {
  const names = new Names(method.parent, sources);
  const step = names.runtime("step");
  const classes = allOf(events.map((event) => names.event(event)));
  if (step === undefined || !classes) return [];
  const decorator = `@${step}(${classes.join(", ")})`;
  const range = rangeOf(method);
  const indent = " ".repeat(range.startColumn - 1);
  const edits = [...names.imports, { range: at(range, "start"), text: `${decorator}\n${indent}` }];
  return [{ title: `Add ${decorator}`, edits }];
}

/**
 * None where a name that it takes cannot be written there.
 * @param type the written type of the parameter.
 */
export function changeType(uses: readonly EventUse[], type: ts.TypeNode, sources: Sources): QuickFix[] {
  const names = new Names(type, sources);
  const types = allOf([...new Set(uses.map((use) => use.event))].map((event) => names.type(event)));
  if (!types) return [];
  const wanted = types.join(" | ");
  const text = uses.some((use) => use.list) ? (types.length > 1 ? `(${wanted})[]` : `${wanted}[]`) : wanted;
  const title = `Change the parameter's type to ${text}`;
  return [{ title, edits: [...names.imports, { range: rangeOf(type), text }] }];
}

/**
 * None where the class's name cannot be written there.
 * @param list the array literal of `emits`.
 */
export function addEmits(event: EventInfo, list: ts.ArrayLiteralExpression, sources: Sources): QuickFix[] {
  const names = new Names(list, sources);
  const name = names.event(event);
  if (name === undefined) return [];
  const { elements } = list;
  const isEmpty = elements.length === 0;
  const place = isEmpty ? list.getStart() + 1 : elements.hasTrailingComma ? elements.end : (elements.at(-1)?.end ?? 0);
  const text = isEmpty ? name : elements.hasTrailingComma ? ` ${name},` : `, ${name}`;
  const range = rangeBetween(list.getSourceFile(), place, place);
  return [{ title: `Add ${name} to emits`, edits: [...names.imports, { range, text }] }];
}

/** @param literal the text given to `with`, in its quotes. */
export function renameEvent(name: string, literal: SourceRange): QuickFix {
  return { title: `Name the event "${name}"`, edits: [{ range: literal, text: JSON.stringify(name) }] };
}

function allOf(names: ReadonlyArray<string | undefined>): string[] | undefined {
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? [...new Set(known)] : undefined;
}

import type { SourceRange } from "../workflow-graph.ts";
import type { QuickFix } from "./diagnostic.ts";

/** An empty range at the start or the end of another. */
export function at(range: SourceRange, edge: "start" | "end", shift = 0): SourceRange {
  const line = edge === "start" ? range.startLine : range.endLine;
  const column = (edge === "start" ? range.startColumn : range.endColumn) + shift;
  return { file: range.file, startLine: line, startColumn: column, endLine: line, endColumn: column };
}

/** @param workflow the whole class, whose last character is its closing brace. */
export function addStep(eventClass: string, workflow: SourceRange): QuickFix {
  const name = `handle${eventClass}`;
  const text = `
  @step(${eventClass})
  async ${name}(ev: ${eventClass}): Promise<void> {
    throw new Error(\`${name} is not written yet: \${ev.$type}\`);
  }
`;
  return { title: `Add a step that takes ${eventClass}`, edits: [{ range: at(workflow, "end", -1), text }] };
}

/** @param before the statement in front of which the class is put. */
export function declareEvent(name: string, before: SourceRange): QuickFix {
  const text = `class ${name} extends Event.with("${name}", {}) {}\n\n`;
  return { title: `Declare the event class ${name}`, edits: [{ range: at(before, "start"), text }] };
}

/** @param method the whole method. */
export function addDecorator(eventClasses: readonly string[], method: SourceRange): QuickFix {
  const decorator = `@step(${eventClasses.join(", ")})`;
  const indent = " ".repeat(method.startColumn - 1);
  return { title: `Add ${decorator}`, edits: [{ range: at(method, "start"), text: `${decorator}\n${indent}` }] };
}

/** @param type the written type of the parameter. */
export function changeType(text: string, type: SourceRange): QuickFix {
  return { title: `Change the parameter's type to ${text}`, edits: [{ range: type, text }] };
}

/** @param list the array literal of `emits`; `empty` where it has no element. */
export function addEmits(eventClass: string, list: SourceRange, empty: boolean): QuickFix {
  const text = `${empty ? "" : ", "}${eventClass}`;
  return { title: `Add ${eventClass} to emits`, edits: [{ range: at(list, "end", -1), text }] };
}

/** @param literal the text given to `with`, in its quotes. */
export function renameEvent(name: string, literal: SourceRange): QuickFix {
  return { title: `Name the event "${name}"`, edits: [{ range: literal, text: JSON.stringify(name) }] };
}

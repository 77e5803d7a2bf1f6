import type * as vscode from "vscode";
import type { EventField, WorkflowNode } from "../../analysis/workflow-graph.ts";
import type { AnswerField } from "../questions/answer-schema.ts";
import { askField, asTyped } from "../questions/ask-field.ts";

/**
 * Asks for the fields that a workflow's input must have, with the values of the last time filled in. Undefined after
 * Escape: nothing shall start. Optional fields are not asked for; `input` in launch.json gives them.
 */
export async function askInput(
  workflow: WorkflowNode,
  file: string,
  memory: vscode.Memento,
): Promise<Record<string, unknown> | undefined> {
  const required = workflow.input.filter((field) => !field.optional);
  const key = `stepwright.input ${file} ${workflow.name}`;
  const last = memory.get<Record<string, unknown>>(key, {});
  const input: Record<string, unknown> = {};
  for (const [index, field] of required.entries()) {
    const before = last[field.name];
    const answer = await askField(inputField(field), {
      title: `Input of ${workflow.name}`,
      prompt: `${field.name}: ${field.type}`,
      step: index + 1,
      totalSteps: required.length,
      ...(before === undefined ? {} : { value: asTyped(before) }),
    });
    if (!answer) return undefined;
    input[field.name] = answer.value;
  }
  await memory.update(key, input);
  return input;
}

const LITERAL = /^(?:"[^"]*"|'[^']*'|-?\d+(?:\.\d+)?)$/;

/** How a field of that TypeScript type is typed in: `string`, `number`, `boolean`, a union of literals; anything else as JSON. */
export function inputField({ name, type, optional }: EventField): AnswerField {
  const base = { name, required: !optional, description: undefined, initial: undefined, choices: [] };
  switch (type) {
    case "string":
    case "any":
    case "unknown":
      return { ...base, kind: "text" };
    case "number":
    case "boolean":
      return { ...base, kind: type };
  }
  const variants = type.split("|").map((variant) => variant.trim());
  if (variants.length > 0 && variants.every((variant) => LITERAL.test(variant))) {
    const choices = variants.map((variant) => (/^["']/.test(variant) ? variant.slice(1, -1) : Number(variant)));
    return { ...base, kind: "choice", choices };
  }
  return { ...base, kind: "json" };
}

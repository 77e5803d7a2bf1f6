import type { PromptInfo } from "../../debugger/protocol/editor.ts";

/** One field of an answer, as far as a form needs to know it. */
export interface AnswerField {
  readonly name: string;
  readonly kind: "text" | "number" | "integer" | "boolean" | "choice" | "json";
  readonly required: boolean;
  readonly description: string | undefined;
  /** The values to choose from, where `kind` is "choice". */
  readonly choices: readonly (string | number)[];
  readonly initial: unknown;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** The fields a person fills in, in the order of the schema. A field that can be anything is a text. */
export function answerFields(schema: PromptInfo["schema"]): readonly AnswerField[] {
  const properties = isRecord(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).map(([name, value]) => {
    const field = isRecord(value) ? value : {};
    const choices = choicesOf(field);
    return {
      name,
      kind: choices.length > 0 ? "choice" : kindOf(field),
      required: required.includes(name) && !("default" in field),
      description: typeof field["description"] === "string" ? field["description"] : undefined,
      choices,
      initial: field["default"],
    };
  });
}

function kindOf(field: JsonSchema): AnswerField["kind"] {
  switch (field["type"]) {
    case "boolean":
    case "number":
    case "integer":
      return field["type"];
    case "string":
      return "text";
    case undefined:
      return "anyOf" in field || "oneOf" in field || "allOf" in field ? "json" : "text";
    default:
      return "json";
  }
}

/** The values of an enum, also where it is written as a union of constants. */
function choicesOf(field: JsonSchema): readonly (string | number)[] {
  const variants = field["anyOf"] ?? field["oneOf"];
  const values = Array.isArray(field["enum"])
    ? field["enum"]
    : Array.isArray(variants) && variants.every((variant) => isRecord(variant) && "const" in variant)
      ? variants.map((variant: JsonSchema) => variant["const"])
      : [];
  return values.every((value) => typeof value === "string" || typeof value === "number") ? values : [];
}

const YES = /^(?:y|yes|true|ok)$/i;
const NO = /^(?:n|no|false)$/i;

/**
 * Reads what a person typed for one field. Text stays as typed (also "42"), numbers and choices are read, anything else
 * is JSON. Returns the problem as a sentence where it cannot be read.
 */
export function readField(field: AnswerField, text: string): { value: unknown } | { problem: string } {
  const typed = text.trim();
  switch (field.kind) {
    case "text":
      return { value: text };
    case "boolean":
      if (YES.test(typed)) return { value: true };
      if (NO.test(typed)) return { value: false };
      return { problem: `"${field.name}" is a yes or no: type yes or no.` };
    case "number":
    case "integer": {
      const value = Number(typed);
      if (typed === "" || !Number.isFinite(value)) return { problem: `"${field.name}" is a number, e.g. 3.` };
      if (field.kind === "integer" && !Number.isInteger(value))
        return { problem: `"${field.name}" is a whole number.` };
      return { value };
    }
    case "choice": {
      const value = field.choices.find((choice) => String(choice).toLowerCase() === typed.toLowerCase());
      return value === undefined ? { problem: `"${field.name}" is one of ${field.choices.join(", ")}.` } : { value };
    }
    case "json":
      try {
        return { value: JSON.parse(typed) };
      } catch {
        return { problem: `"${field.name}" is JSON, e.g. ["a", "b"].` };
      }
  }
}

/** The one field that a plain text in the reply box answers, by the same rule as the debuggee's; else the reply is JSON. */
export function fieldOfText(fields: readonly AnswerField[]): AnswerField | undefined {
  const named = fields.find(({ name }) => name === "response");
  if (named || fields.length === 1) return named ?? fields[0];
  const required = fields.filter((field) => field.required);
  return required.length === 1 ? required[0] : undefined;
}

/** What a reply could look like, as JSON on one line. */
export function example(fields: readonly AnswerField[]): string {
  const value = (field: AnswerField): unknown => {
    switch (field.kind) {
      case "text":
        return "…";
      case "boolean":
        return true;
      case "number":
      case "integer":
        return 1;
      case "choice":
        return field.choices[0];
      case "json":
        return [];
    }
  };
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.initial ?? value(field)])));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

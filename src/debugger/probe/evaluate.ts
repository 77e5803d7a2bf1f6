import { inspect } from "node:util";
import { syntaxProblem } from "../protocol/expression-syntax.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { KnownFrame } from "./frames.ts";
import { jsonText, TooLargeError } from "./json-text.ts";
import { preview } from "./preview.ts";
import { PureEvaluation } from "./pure-evaluation.ts";
import { compileExpression, SCOPE_NAMES, Scope } from "./scope.ts";
import type { Variable, VariableStore } from "./variables.ts";

type Arguments = ProbeRequests["evaluate"]["arguments"];
type Result = ProbeRequests["evaluate"]["body"];

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (this: object, scope: Scope) => Promise<unknown>;

/** Evaluates over a frame: without side effects for who looks, with all of JavaScript for the console. */
export class Evaluator {
  readonly #variables: VariableStore;
  readonly #pure = new PureEvaluation();

  constructor(variables: VariableStore) {
    this.#variables = variables;
  }

  evaluate({ expression, context }: Arguments, frame: KnownFrame): Result | Promise<Result> {
    const { record } = frame;
    const scope = new Scope(record, frame.node, frame.failure?.error, frame.change);
    if (context === "repl") {
      return evaluateWithEffects(expression, scope).then((value) =>
        nameless(this.#variables.describe(undefined, { name: "", value })),
      );
    }
    const value = this.#pure.evaluate(expression, scope);
    if (context === "clipboard") return { value: clipboardText(value), reference: 0 };
    return nameless(this.#variables.describe(record, { name: "", value, evaluateName: expression }));
  }

  /** The value that a person typed over another one: an expression over the frame's names. */
  typedValue(text: string, scope: Scope): unknown {
    try {
      return compileExpression(text)(scope);
    } catch (error) {
      const hint = /^[\p{L}_]\w*$/u.test(text.trim()) ? ` Text needs quotes: ${JSON.stringify(text.trim())}.` : "";
      throw new Error(`${String(error)}.${hint}`);
    }
  }

  /** The fields of an event that a person typed. */
  fields(text: string, scope: Scope): Record<string, unknown> {
    const value = this.typedValue(text, scope);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
    throw new Error('The fields must be an object: {name: "value"}.');
  }
}

/** An expression, with await; what is none is taken for statements. */
async function evaluateWithEffects(text: string, scope: Scope): Promise<unknown> {
  const head = `const { ${SCOPE_NAMES.join(", ")} } = scope;`;
  let run: (this: object, scope: Scope) => Promise<unknown>;
  try {
    run = new AsyncFunction("scope", `${head} return (${text}\n);`);
  } catch (notAnExpression) {
    try {
      run = new AsyncFunction("scope", `${head} ${text}`);
    } catch {
      // What is checked there is not in an async function.
      throw told((/\bawait\b/.test(text) ? undefined : syntaxProblem(text)) ?? notAnExpression);
    }
  }
  try {
    return await run.call(scope.self, scope);
  } catch (error) {
    throw told(error);
  }
}

/** As V8 tells it where somebody looks only: `TypeError: …`. */
function told(error: unknown): Error {
  return new Error(error instanceof Error ? String(error) : `Thrown: ${inspect(error)}`);
}

function nameless({ name: _, ...rest }: Variable): Result {
  return rest;
}

/** Characters that go to the clipboard. */
const MOST_TEXT = 10_000_000;

/** A string as it is, an object as JSON, and what JSON has no word for as Node's inspection prints it. Runs nothing. */
function clipboardText(value: unknown): string {
  if (typeof value === "string") {
    if (value.length > MOST_TEXT) throw tooLarge(value.length.toLocaleString("en"));
    return value;
  }
  if (typeof value === "function") return preview(value);
  if (typeof value !== "object" || value === null) return inspect(value);
  try {
    return jsonText(value, MOST_TEXT);
  } catch (error) {
    throw error instanceof TooLargeError ? tooLarge(`more than ${MOST_TEXT.toLocaleString("en")}`) : error;
  }
}

function tooLarge(size: string): Error {
  return new Error(`This is too large for the clipboard (${size} characters): copy a part of it.`);
}

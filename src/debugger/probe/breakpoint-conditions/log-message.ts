import { previewForText } from "../preview.ts";
import { type Compile, compileExpression, type Scope } from "../scope.ts";
import { type BreakpointCondition, ConditionError } from "./condition.ts";

type Part = string | ((scope: Scope) => unknown);

/** Prints instead of stopping: text with `{expressions}`. An unclosed or empty brace is text. */
export class LogMessage implements BreakpointCondition {
  readonly #parts: readonly Part[];
  readonly #print: (text: string, scope: Scope) => void;

  private constructor(parts: readonly Part[], print: (text: string, scope: Scope) => void) {
    this.#parts = parts;
    this.#print = print;
  }

  static parse(
    message: string,
    print: (text: string, scope: Scope) => void,
    compile: Compile = compileExpression,
  ): LogMessage {
    const parts: Part[] = [];
    let end = 0;
    for (let start = message.indexOf("{"); start >= 0; start = message.indexOf("{", end)) {
      const close = closingBrace(message, start);
      if (close < 0) break;
      const text = message.slice(start + 1, close).trim();
      parts.push(message.slice(end, start));
      parts.push(text === "" ? message.slice(start, close + 1) : compiled(text, compile));
      end = close + 1;
    }
    parts.push(message.slice(end));
    return new LogMessage(parts, print);
  }

  /** Never stops; an expression that throws shows its error in its place. */
  shouldStop(scope: Scope): boolean {
    let text = "";
    let problem: unknown;
    for (const part of this.#parts) {
      if (typeof part === "string") text += part;
      else {
        try {
          text += previewForText(part(scope));
        } catch (error) {
          problem ??= error;
          text += `<${String(error)}>`;
        }
      }
    }
    this.#print(text, scope);
    if (problem !== undefined) throw problem;
    return false;
  }
}

function compiled(text: string, compile: Compile): Part {
  try {
    return compile(text);
  } catch (error) {
    throw new ConditionError(`"{${text}}" in the log message is not an expression: ${(error as Error).message}`);
  }
}

/** The brace that closes the one at `start`, or -1. Braces in strings count as text. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  let quote = "";
  for (let i = start; i < text.length; i++) {
    const c = text[i] as string;
    if (quote !== "") {
      if (c === "\\") i++;
      else if (c === quote) quote = "";
    } else if (c === '"' || c === "'" || c === "`") {
      quote = c;
    } else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) return i;
  }
  return -1;
}

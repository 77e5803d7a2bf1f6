import type { z } from "zod";
import type { ExceptionFilter, exceptionFilterSpec } from "../protocol/probe.ts";
import { ExpressionCondition } from "./breakpoint-conditions/expression-condition.ts";
import type { Emit } from "./connection.ts";
import type { Compile, Scope } from "./scope.ts";

/** Which failures stop, and under what condition. */
export class ExceptionFilters {
  readonly #emit: Emit;
  readonly #compile: Compile | undefined;
  #conditions = new Map<ExceptionFilter, ExpressionCondition | undefined>();
  #reported = new Set<string>();

  constructor(emit: Emit, compile?: Compile) {
    this.#emit = emit;
    this.#compile = compile;
  }

  /** Replaces all. */
  set(specs: readonly z.infer<typeof exceptionFilterSpec>[]): void {
    this.#conditions = new Map();
    for (const { filter, condition } of specs) {
      try {
        this.#conditions.set(
          filter,
          condition?.trim() ? ExpressionCondition.parse(condition, this.#compile) : undefined,
        );
      } catch (error) {
        this.#conditions.set(filter, undefined);
        this.#report(filter, (error as Error).message);
      }
    }
  }

  has(filter: ExceptionFilter): boolean {
    return this.#conditions.has(filter);
  }

  shouldStop(filter: ExceptionFilter, scope: Scope): boolean {
    if (!this.#conditions.has(filter)) return false;
    const condition = this.#conditions.get(filter);
    if (condition === undefined) return true;
    try {
      return condition.shouldStop(scope);
    } catch (error) {
      this.#report(filter, `The condition threw: ${String(error)}`);
      return true;
    }
  }

  /** Filters have no breakpoint to show a message at, so the console has to. */
  #report(filter: ExceptionFilter, message: string): void {
    const text = `Exception filter "${filter}": ${message}\n`;
    if (this.#reported.has(text)) return;
    this.#reported.add(text);
    this.#emit("output", { category: "important", text });
  }
}

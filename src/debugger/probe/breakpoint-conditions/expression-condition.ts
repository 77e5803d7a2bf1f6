import { type Compile, compileExpression, type Scope } from "../scope.ts";
import { type BreakpointCondition, ConditionError } from "./condition.ts";

/** Stops where a JavaScript expression over event, state, step and run is true. */
export class ExpressionCondition implements BreakpointCondition {
  readonly #evaluate: (scope: Scope) => unknown;

  private constructor(
    readonly text: string,
    evaluate: (scope: Scope) => unknown,
  ) {
    this.#evaluate = evaluate;
  }

  static parse(text: string, compile: Compile = compileExpression): ExpressionCondition {
    try {
      return new ExpressionCondition(text, compile(text));
    } catch (error) {
      throw new ConditionError(`The condition "${text}" is not an expression: ${(error as Error).message}`);
    }
  }

  shouldStop(scope: Scope): boolean {
    return Boolean(this.#evaluate(scope));
  }
}

import { type BreakpointCondition, ConditionError } from "./condition.ts";

/**
 * An operator in group 1 and a whole number in group 2: `5`, `>= 5`, `% 2`. The grammar of vscode-js-debug; a number
 * alone means the hit with that number.
 */
const PATTERN = /^(>=?|<=?|={1,3}|%)?\s*(\d+)$/;

/** Stops by how often the breakpoint was reached. */
export class HitCondition implements BreakpointCondition {
  #hits = 0;
  readonly #accepts: (hits: number) => boolean;

  private constructor(accepts: (hits: number) => boolean) {
    this.#accepts = accepts;
  }

  static parse(text: string): HitCondition {
    const match = PATTERN.exec(text.trim());
    const wanted = Number(match?.[2]);
    if (match === null || (match[1] === "%" && wanted === 0)) {
      throw new ConditionError(
        `"${text}" is no hit count: write a number, or a number after one of = == > >= < <= %, e.g. ">= 5" or "% 2".`,
      );
    }
    switch (match[1]) {
      case ">":
        return new HitCondition((hits) => hits > wanted);
      case ">=":
        return new HitCondition((hits) => hits >= wanted);
      case "<":
        return new HitCondition((hits) => hits < wanted);
      case "<=":
        return new HitCondition((hits) => hits <= wanted);
      case "%":
        return new HitCondition((hits) => hits % wanted === 0);
      default:
        return new HitCondition((hits) => hits === wanted);
    }
  }

  shouldStop(): boolean {
    return this.#accepts(++this.#hits);
  }
}

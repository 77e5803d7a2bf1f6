import type { Event } from "../events/event.ts";

/** What the reducer knows of a step. */
export interface StepRule {
  readonly name: string;
  /** Names of the events it takes. */
  readonly accepts: readonly string[];
  /** True where it takes the events that extend those, too. */
  readonly acceptSubclasses?: boolean;
  /** Most bodies at work at once, per run. */
  readonly workers: number;
  /** Set where it takes several events at once: all of a fan-out (the first `take` of it), or one of each it accepts. */
  readonly fanIn?: { readonly kind: "collect"; readonly take: number | undefined } | { readonly kind: "join" };
  /** Set where it is a `@catchError` handler: which steps' failures it takes (undefined: all) and how often per lineage. */
  readonly catches?: { readonly steps: readonly string[] | undefined; readonly maxRecoveries: number };
}

/** Indexes of collecting steps; `sure` is false where the types that are known leave several possible. */
export interface Collectors {
  readonly steps: readonly number[];
  readonly sure: boolean;
}

/** What the reducer knows of a workflow: nothing that could do anything but answer. */
export interface Definition {
  readonly workflowName: string;
  readonly steps: readonly StepRule[];
  readonly stepIndex: ReadonlyMap<string, number>;
  /** Indexes of the steps that take the event, in the order they were declared. */
  route(event: Event): readonly number[];
  /** True where a step collects or joins. */
  readonly fansIn: boolean;
  /** Collecting steps that a list returned by this step ends in, for a list of which nothing arrived. */
  collectorsAfter(step: string | undefined): Collectors;
  /** Name of the event that answers a question which no `ctx.waitForEvent` asked. */
  readonly answer: string;
  /** What happens once nothing can happen any more: fail at once, or wait for events from outside. */
  readonly onIdle: "fail" | "wait";
}

/** The `@catchError` handler for a step: one that names it beats one for all. */
export function handlerFor(definition: Definition, step: string): number | undefined {
  let wildcard: number | undefined;
  for (const [index, rule] of definition.steps.entries()) {
    if (!rule.catches || rule.name === step) continue;
    if (rule.catches.steps?.includes(step)) return index;
    if (!rule.catches.steps) wildcard = index;
  }
  return wildcard;
}

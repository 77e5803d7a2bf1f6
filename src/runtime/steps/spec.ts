import { WorkflowConfigurationError } from "../errors.ts";
import type { EventClass } from "../events/event.ts";
import type { StepOptions } from "./options.ts";
import type { CollectSlot, JoinSlot } from "./slots.ts";

/** What a decorator wrote on a method. */
export interface StepSpec {
  readonly accepts: readonly EventClass[];
  readonly options: StepOptions;
  readonly slot?: CollectSlot | JoinSlot;
  readonly catches?: { readonly steps: readonly string[] | undefined; readonly maxRecoveries: number };
}

/** On a step's method; a registered symbol, so that two copies of the library understand each other's classes. */
const SPEC = Symbol.for("stepwright.step");

export function specOf(method: unknown): StepSpec | undefined {
  return typeof method === "function" ? (method as { [SPEC]?: StepSpec })[SPEC] : undefined;
}

/** A decorator for both modes: the standard one hands over the method, the experimental one its descriptor. */
export function decorator(name: string, specFor: (where: string) => StepSpec): (...args: readonly unknown[]) => void {
  return (target, context, descriptor) => {
    const standard = typeof context === "object" && context !== null;
    const member = standard ? (context as ClassMethodDecoratorContext) : undefined;
    const method = standard ? target : (descriptor as PropertyDescriptor | undefined)?.value;
    const methodName = String(member ? member.name : context);
    const where = `@${name} on ${methodName}`;
    if (typeof method !== "function" || member?.static || member?.private || (member && member.kind !== "method")) {
      throw new WorkflowConfigurationError(
        `${where}: a step is a method of the workflow, neither static nor #private. Write it as "@${name}(…) async ${methodName.replace("#", "")}(ev) { … }".`,
      );
    }
    Object.defineProperty(method, SPEC, { value: specFor(where), configurable: true });
  };
}

import type { Event, EventClass } from "../events/event.ts";
import { isEventClass } from "../events/event.ts";
import { checkEvents, checkOptions } from "./checks.ts";
import type { StepDecorator } from "./decorator-types.ts";
import type { StepOptions } from "./options.ts";
import { type CollectSlot, isSlot, type JoinSlot } from "./slots.ts";
import { decorator } from "./spec.ts";

type Instance<C> = C extends EventClass<infer E> ? E : never;
type Classes = readonly EventClass[];
type SomeClasses = readonly [EventClass, ...EventClass[]];
type Emitting<Emits extends Classes> = StepOptions<Emits> & { readonly emits: Emits };

/**
 * Makes a method a step that takes these events: `@step(Retrieved)`, `@step(Draft, Refined, { workers: 2 })`, or several
 * at once: `@step(collect(Answer))`, `@step(join(Prices, Stock))`.
 * @throws WorkflowConfigurationError where no event class is given or an option is wrong.
 */
export function step<const A extends SomeClasses, const Emits extends Classes>(
  ...args: [...events: A, options: Emitting<Emits>]
): StepDecorator<{ one: A[number] }, Instance<Emits[number]>>;
export function step<const A extends SomeClasses>(
  ...args: [...events: A, options: StepOptions]
): StepDecorator<{ one: A[number] }, Event>;
export function step<const A extends SomeClasses>(...events: A): StepDecorator<{ one: A[number] }, Event>;
export function step<C extends EventClass, const Emits extends Classes>(
  slot: CollectSlot<C>,
  options: Emitting<Emits>,
): StepDecorator<{ many: C }, Instance<Emits[number]>>;
export function step<C extends EventClass>(
  slot: CollectSlot<C>,
  options?: StepOptions,
): StepDecorator<{ many: C }, Event>;
export function step<const C extends Classes, const Emits extends Classes>(
  slot: JoinSlot<C>,
  options: Emitting<Emits>,
): StepDecorator<{ each: C }, Instance<Emits[number]>>;
export function step<const C extends Classes>(
  slot: JoinSlot<C>,
  options?: StepOptions,
): StepDecorator<{ each: C }, Event>;
export function step(...args: readonly unknown[]): never {
  const last = args.at(-1);
  const hasOptions = args.length > 0 && !isEventClass(last) && !isSlot(last);
  const options = (hasOptions ? last : {}) as StepOptions;
  const taken = hasOptions ? args.slice(0, -1) : args;
  return decorator("step", (where) => {
    checkOptions(where, options);
    const [slot, ...others] = taken;
    if (isSlot(slot) && others.length === 0) return { accepts: slot.classes, options, slot };
    checkEvents(where, taken);
    return { accepts: taken as Classes, options };
  }) as never;
}

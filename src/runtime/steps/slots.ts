import { WorkflowConfigurationError } from "../errors.ts";
import { type EventClass, isEventClass } from "../events/event.ts";

/** `take(n)`: a collecting step starts with the first n. */
export interface Take {
  readonly take: number;
}

/** `@step(collect(A, B))`: the step takes an array, once per fan-out. */
export interface CollectSlot<C extends EventClass = EventClass> {
  readonly kind: "collect";
  readonly classes: readonly C[];
  readonly take: number | undefined;
}

/** `@step(join(A, B))`: the step takes one of each, as separate parameters. */
export interface JoinSlot<Classes extends readonly EventClass[] = readonly EventClass[]> {
  readonly kind: "join";
  readonly classes: Classes;
}

/** The first `count` that arrive are enough: `collect(Answer, take(2))`. What comes later is dropped. */
export function take(count: number): Take {
  if (!Number.isInteger(count) || count < 1) {
    throw new WorkflowConfigurationError(`take(${count}): how many to take must be a whole number from 1 on.`);
  }
  return { take: count };
}

/**
 * A step that takes all events of these classes that a list returned by another step led to, in the order they arrived:
 * `@step(collect(Answer)) async merge(answers: Answer[])`. It starts once per list, when nothing of it is at work any
 * more; for events outside of any list, when nothing of the run is.
 */
export function collect<const C extends readonly [EventClass, ...EventClass[]]>(...classes: C): CollectSlot<C[number]>;
export function collect<const C extends readonly [EventClass, ...EventClass[]]>(
  ...args: [...classes: C, take: Take]
): CollectSlot<C[number]>;
export function collect(...args: readonly unknown[]): CollectSlot {
  const last = args.at(-1);
  const limit = isTake(last) ? last.take : undefined;
  const classes = limit === undefined ? args : args.slice(0, -1);
  checkClasses("collect", classes, 1);
  return { kind: "collect", classes: classes as readonly EventClass[], take: limit };
}

/** A step that takes one event of each class, once all have arrived: `@step(join(A, B)) async merge(a: A, b: B, ctx: Context)`. */
export function join<const C extends readonly [EventClass, EventClass, ...EventClass[]]>(...classes: C): JoinSlot<C> {
  checkClasses("join", classes, 2);
  return { kind: "join", classes };
}

export function isSlot(value: unknown): value is CollectSlot | JoinSlot {
  const kind = (value as CollectSlot | JoinSlot | undefined)?.kind;
  return typeof value === "object" && value !== null && (kind === "collect" || kind === "join");
}

function isTake(value: unknown): value is Take {
  return typeof value === "object" && value !== null && "take" in value;
}

function checkClasses(what: string, classes: readonly unknown[], least: number): void {
  if (classes.length >= least && classes.every(isEventClass)) return;
  throw new WorkflowConfigurationError(
    `${what}(…) takes ${least === 1 ? "at least one event class" : "two event classes or more"}. Is one of them declared further down, or part of an import cycle?`,
  );
}

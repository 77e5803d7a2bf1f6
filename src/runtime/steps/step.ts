import { WorkflowConfigurationError } from "../errors.ts";
import type { StartEvent, StepFailedEvent, StopEvent } from "../events/builtin.ts";
import { type Event, type EventClass, isEventClass, nameOf } from "../events/event.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { StepOptions } from "./options.ts";

/** What a decorator wrote on a method. */
export interface StepSpec {
  readonly accepts: readonly EventClass[];
  readonly options: StepOptions;
  readonly catches?: { readonly steps: readonly string[] | undefined; readonly maxRecoveries: number };
}

/** On a step's method; a registered symbol, so that two copies of the library understand each other's classes. */
const SPEC = Symbol.for("stepwright.step");

export function specOf(method: unknown): StepSpec | undefined {
  return typeof method === "function" ? (method as { [SPEC]?: StepSpec })[SPEC] : undefined;
}

/** The step's method, `(ev, ctx?)`, may return an event, an array of events, or nothing. */
type Produced<E extends Event> = E | readonly E[] | undefined | null | void;
// biome-ignore lint/suspicious/noExplicitAny: a method may name any context type, and omit it
type Method<A, E extends Event> = (ev: A, ctx: any) => Produced<E> | Promise<Produced<E>>;

type InputOf<W> = W extends Workflow<infer Input, infer _Result, infer _State> ? Input : never;
type ResultOf<W> = W extends Workflow<infer _Input, infer Result, infer _State> ? Result : never;

/** What a step that lists this class is called with. A plain StartEvent carries the workflow's input. */
type Accepted<C, W> = C extends { readonly $type: "StartEvent" }
  ? StartEvent<InputOf<W>>
  : C extends EventClass<infer E>
    ? E
    : never;

type ProducedBy<M> = M extends (...args: never[]) => infer R ? Elements<Awaited<R>> : never;
type Elements<R> = R extends readonly (infer E)[] ? E : R;
type PlainResult<E> = E extends { readonly $type: "StopEvent" } & StopEvent<infer R> ? R : never;

/** Rejects a method that ends the run with another result than the workflow's. */
type FitsResult<M, W> = [PlainResult<ProducedBy<M>>] extends [ResultOf<W>]
  ? unknown
  : { readonly "StopEvent.result is not the workflow's Result": ResultOf<W> };

/** Works as a standard decorator and with `experimentalDecorators`. */
export interface StepDecorator<A extends EventClass, E extends Event> {
  // biome-ignore lint/suspicious/noExplicitAny: any workflow
  <W extends Workflow<any, any, any>, M extends Method<Accepted<A, W>, E>>(
    method: M & FitsResult<M, W>,
    context: ClassMethodDecoratorContext<W, M>,
  ): void;
  // biome-ignore lint/suspicious/noExplicitAny: any workflow
  <W extends Workflow<any, any, any>, M extends Method<Accepted<A, W>, E>>(
    prototype: W,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & (unknown extends FitsResult<M, W> ? unknown : FitsResult<M, W>),
  ): void;
}

type Instance<C> = C extends EventClass<infer E> ? E : never;

/**
 * Makes a method a step that takes these events: `@step(Retrieved)`, `@step(Draft, Refined, { workers: 2 })`.
 * @throws WorkflowConfigurationError where no event class is given or an option is wrong.
 */
export function step<const A extends readonly [EventClass, ...EventClass[]], const Emits extends readonly EventClass[]>(
  ...args: [...events: A, options: StepOptions<Emits> & { readonly emits: Emits }]
): StepDecorator<A[number], Instance<Emits[number]>>;
export function step<const A extends readonly [EventClass, ...EventClass[]]>(
  ...args: [...events: A, options: StepOptions]
): StepDecorator<A[number], Event>;
export function step<const A extends readonly [EventClass, ...EventClass[]]>(
  ...events: A
): StepDecorator<A[number], Event>;
export function step(...args: readonly unknown[]): never {
  const last = args.at(-1);
  const hasOptions = args.length > 0 && !isEventClass(last);
  const options = (hasOptions ? last : {}) as StepOptions;
  const accepts = hasOptions ? args.slice(0, -1) : args;
  return decorator((where) => {
    checkEvents(where, accepts);
    checkOptions(where, options);
    return { accepts: accepts as readonly EventClass[], options };
  }) as never;
}

export interface CatchErrorOptions {
  /** Names of the steps whose failures it takes; all where left out. */
  readonly steps?: readonly string[];
  /** How often it runs in the lineage of one event. Default 1. */
  readonly maxRecoveries?: number;
}

/** Makes a method the handler of steps that failed and have no attempts left. It takes a StepFailedEvent. */
export function catchError(options: CatchErrorOptions = {}): StepDecorator<typeof StepFailedEvent, Event> {
  return decorator((where) => {
    const maxRecoveries = options.maxRecoveries ?? 1;
    if (!Number.isInteger(maxRecoveries) || maxRecoveries < 1) {
      throw new WorkflowConfigurationError(
        `${where}: maxRecoveries must be a whole number from 1 on, not ${maxRecoveries}.`,
      );
    }
    return { accepts: [], options: {}, catches: { steps: options.steps, maxRecoveries } };
  }) as never;
}

/** A decorator for both modes: the standard one hands over the method, the experimental one its descriptor. */
function decorator(specFor: (where: string) => StepSpec): (...args: readonly unknown[]) => void {
  return (target, context, descriptor) => {
    const standard = typeof context === "object" && context !== null;
    const member = standard ? (context as ClassMethodDecoratorContext) : undefined;
    const method = standard ? target : (descriptor as PropertyDescriptor | undefined)?.value;
    const name = String(member ? member.name : context);
    const where = `@step on ${name}`;
    if (typeof method !== "function" || member?.static || member?.private || (member && member.kind !== "method")) {
      throw new WorkflowConfigurationError(
        `${where}: a step is a method of the workflow, neither static nor #private. Write it as "@step(…) async ${name.replace("#", "")}(ev) { … }".`,
      );
    }
    Object.defineProperty(method, SPEC, { value: specFor(where), configurable: true });
  };
}

function checkEvents(where: string, accepts: readonly unknown[]): void {
  if (accepts.length === 0) {
    throw new WorkflowConfigurationError(
      `${where}: name at least one event class the step takes, e.g. @step(StartEvent).`,
    );
  }
  for (const [index, cls] of accepts.entries()) {
    if (isEventClass(cls)) {
      nameOf(cls);
      continue;
    }
    const hint =
      cls === undefined
        ? " It is undefined: is the class declared further down, or are two modules importing each other?"
        : "";
    throw new WorkflowConfigurationError(`${where}: argument ${index + 1} is not an event class.${hint}`);
  }
}

const OPTION_NAMES = new Set(["emits", "workers", "retry", "timeout", "acceptSubclasses", "skipGraphChecks"]);

function checkOptions(where: string, options: StepOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new WorkflowConfigurationError(`${where}: the last argument must be an event class or the options.`);
  }
  for (const key of Object.keys(options)) {
    if (OPTION_NAMES.has(key)) continue;
    throw new WorkflowConfigurationError(
      `${where}: there is no option "${key}". Options: ${[...OPTION_NAMES].join(", ")}.`,
    );
  }
  const { workers, timeout, retry, emits } = options;
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1)) {
    throw new WorkflowConfigurationError(`${where}: workers must be a positive integer, not ${workers}.`);
  }
  if (timeout !== undefined && !(timeout > 0)) {
    throw new WorkflowConfigurationError(`${where}: timeout must be a number of seconds above 0, not ${timeout}.`);
  }
  if (retry !== undefined && typeof retry !== "function") {
    throw new WorkflowConfigurationError(
      `${where}: retry must be a retry policy, e.g. retryPolicy({ stop: stopAfterAttempt(3) }).`,
    );
  }
  for (const cls of emits ?? []) {
    if (!isEventClass(cls)) throw new WorkflowConfigurationError(`${where}: emits must list event classes.`);
  }
}

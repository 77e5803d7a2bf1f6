import type { Event, EventClass } from "../events/event.ts";
import type { Resource } from "../resources/resource.ts";
import type { Workflow } from "../workflow/workflow.ts";
import type { Store } from "./store.ts";

export interface WaitOptions<E extends Event> {
  /** The question: published once when the wait begins. */
  readonly prompt?: Event;
  /** Only an event with these field values, or for which this returns true, answers. */
  readonly where?: Partial<Record<keyof E & string, unknown>> | ((event: E) => boolean);
  /** Seconds; then the wait rejects with a WaitTimeoutError. Default: as long as the run lives. */
  readonly timeout?: number;
  /** A name for the wait in the journal; must be unique within the step's attempt. */
  readonly id?: string;
}

/** The events of those classes in their order, or null while some are missing. */
export type Collected<T extends readonly EventClass[]> =
  | {
      -readonly [I in keyof T]: T[I] extends EventClass<infer E> ? E : never;
    }
  | null;

/** What is known of the attempts before this one. */
export interface RetryInfo {
  /** This attempt, from 1. */
  readonly attempt: number;
  readonly lastError: unknown;
  /** Seconds since the first attempt started. */
  readonly elapsedSeconds: number;
}

/**
 * What a step gets beside its event: the run's state, the ways to send, collect and wait for events, and the signal
 * that tells it to stop. After the step or its run has ended, every use throws a `ContextStateError`.
 */
// biome-ignore lint/suspicious/noExplicitAny: loose unless the workflow names its state
export abstract class Context<State = any> {
  abstract readonly runId: string;
  abstract readonly store: Store<State>;
  /** Fires when the run ends or is cancelled, or the step's timeout is over. Hand it to fetch and the like. */
  abstract readonly signal: AbortSignal;
  abstract readonly retry: RetryInfo;

  /** `store.get` */
  abstract readonly get: Store<State>["get"];
  /** `store.set` */
  abstract readonly set: Store<State>["set"];

  /**
   * Sends an event to every step that takes it, or to one step by name.
   * @throws WorkflowRuntimeError where there is no such step, or it does not take such events.
   */
  abstract sendEvent(event: Event, options?: { readonly step?: string }): void;

  /**
   * Keeps the event until all expected ones have come, then returns them in the expected order; null until then. An
   * event counts once, however often its step is tried again.
   * @param expected the classes, in the order of the answer; one may stand there several times.
   * @param options.buffer keeps several collections of one step apart.
   */
  abstract collectEvents<const T extends readonly EventClass[]>(
    event: Event,
    expected: T,
    options?: { readonly buffer?: string },
  ): Collected<T>;

  /** Waits for an event from outside or from another step. No worker is held meanwhile. */
  abstract waitForEvent<E extends Event>(cls: EventClass<E>, options?: WaitOptions<E>): Promise<E>;

  /** Shows an event to whoever reads the run's stream; no step gets it. */
  abstract writeEventToStream(event: Event): void;

  /** Runs another workflow as a part of this step: it is cancelled with it. Resolves with its result. */
  abstract runChild<Input extends object, Result, ChildState>(
    workflow: Workflow<Input, Result, ChildState>,
    input: Input,
  ): Promise<Result>;

  /** Gets a resource: a client, an index, … made once for the workflow instance (or anew, if it is not cached). */
  abstract use<T>(resource: Resource<T>): Promise<T>;

  /** Writes a line to the run's log: the console, and the debugger's output with the step's name. */
  abstract log(...values: unknown[]): void;
}

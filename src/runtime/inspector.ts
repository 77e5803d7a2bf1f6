import type { StepRule } from "./engine/definition.ts";
import type { ForkChange } from "./engine/fork.ts";
import type { RunState } from "./engine/state.ts";
import type { PendingDispatch, Tick } from "./engine/tick.ts";
import type { Event, EventClass } from "./events/event.ts";

/**
 * What an inspector sees of a run. Everything here is live and valid during the call it was handed to; an inspector
 * that wants to keep something copies it.
 */
export interface InspectedRun {
  readonly id: string;
  /** The workflow's name: its class's name unless the `name` option says otherwise. */
  readonly workflowName: string;
  /** The workflow object, `this` in its steps. */
  readonly workflow: object;
  /** The run that started this one with `ctx.runChild`. */
  readonly parentId: string | undefined;
  /** The workflow's steps, as the reducer knows them, in the order of `state.steps`. */
  readonly steps: readonly StepRule[];
  /** The reducer's state: queues, running steps, waiters, prompts, store. Look, do not write. */
  readonly state: Readonly<RunState>;
  /** Milliseconds of run time since the start: it stands still while the run is held. */
  elapsed(): number;
  /** Stops the run's clock (timeout, waiter deadlines, retry delays). Calls nest; each returns its own release. */
  holdClock(): () => void;
  /** As `WorkflowRun.sendEvent`. Throws a `WorkflowRuntimeError` where no such step or nobody takes it. */
  sendEvent(event: Event, options?: { step?: string; prompt?: string }): void;
  /** Replaces the event of a dispatch that has not started: the one at `index` (default 0) of its inputs. Journaled as a tick. */
  replaceEvent(dispatchId: number, event: Event, index?: number): void;
  /** Writes the store from outside a step, as the debugger's setVariable does. Journaled as a tick. */
  writeStore(path: string, value: unknown): void;
  cancel(reason?: string): void;
  /**
   * Starts another run of the workflow from where that dispatch was about to happen; this one goes on as it is. Bodies
   * that were at work there start again. Throws a `WorkflowRuntimeError` where the run keeps no journal in memory.
   */
  fork(dispatch: number, change?: ForkChange): InspectedRun;
  /** The event class that this workflow knows by that name: of its steps, its `emits`, and the runtime's own. */
  eventClass(name: string): EventClass | undefined;
}

/** How a step's attempt ended. */
export type StepOutcome =
  | { readonly kind: "returned"; readonly events: readonly Event[]; readonly list: boolean }
  | {
      readonly kind: "failed";
      readonly error: unknown;
      readonly attempt: number;
      /** Set where the retry policy grants another attempt, in this many ms. */
      readonly retryIn?: number;
      /** The `@catchError` handler that will take the failure once there are no more attempts. */
      readonly handler?: string;
    }
  | { readonly kind: "cancelled" };

/** How a run ended. */
export type RunOutcome =
  | { readonly kind: "completed"; readonly event: Event; readonly result: unknown }
  | { readonly kind: "failed"; readonly error: unknown; readonly step?: string }
  | { readonly kind: "timedOut"; readonly error: unknown }
  | { readonly kind: "cancelled"; readonly error: unknown };

/** A question the run asks a person. */
export interface Prompt {
  /** Unique within the run. `run.sendEvent(answer, { prompt: id })` answers exactly this one. */
  readonly id: string;
  readonly event: Event;
  /** The step that asked; undefined where it came from outside. */
  readonly step: string | undefined;
  /** True where a child run asks and this run only passes it on: inspectors hear of it from the child. */
  readonly child?: boolean;
  /** Name of the event class that answers it, where the run awaits one by `ctx.waitForEvent`; else HumanResponseEvent or the subclass a step accepts. */
  readonly answer: string;
}

/** A change of the run's store. `path` is `""` where the whole state was replaced. */
export interface StoreWrite {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  /** The dispatch whose step wrote; 0 for a write from outside. */
  readonly dispatchId: number;
}

/** A look at the run's store by `get`. */
export interface StoreGet {
  readonly path: string;
  /** Undefined where there is nothing at the path. */
  readonly value: unknown;
  /** The dispatch whose step reads; 0 for a read from outside. */
  readonly dispatchId: number;
}

/** A line of `ctx.log`. */
export interface LogLine {
  readonly step: string;
  readonly dispatchId: number;
  readonly values: readonly unknown[];
}

/**
 * The one window into a run. The debugger, verbose output and the recorder hang on it. Every method is optional; with
 * no inspector attached the engine pays a null check. Hooks marked "may hold" may return a promise: the engine goes on
 * with that one thing when it resolves, and everything else of the run goes on meanwhile.
 */
export interface Inspector {
  /** Before the first tick. */
  runStarted?(run: InspectedRun): void;
  /** A tick is in the journal and the state has changed. */
  tickApplied?(run: InspectedRun, tick: Tick): void;
  /** A step is about to be called with an event. Each target of a broadcast is a dispatch of its own. May hold. */
  beforeDispatch?(run: InspectedRun, dispatch: PendingDispatch): void | Promise<void>;
  /** The step's body is being entered: after the hold, right before the call. */
  stepStarted?(run: InspectedRun, dispatch: PendingDispatch): void;
  /** A step's attempt ended; its tick is not applied yet. May hold: an exception stop does. */
  stepSettled?(run: InspectedRun, dispatch: PendingDispatch, outcome: StepOutcome): void | Promise<void>;
  /** May hold: the writer's `await ctx.set(…)` goes on when the promise resolves. */
  storeWritten?(run: InspectedRun, write: StoreWrite): void | Promise<void>;
  /** May hold: the reader's `await ctx.get(…)` goes on, with what is in the store then, when the promise resolves. */
  storeRead?(run: InspectedRun, read: StoreGet): void | Promise<void>;
  /** A step logs; the line is printed when this has returned. */
  logged?(run: InspectedRun, line: LogLine): void;
  /** An event was written to the run's stream. */
  streamWritten?(run: InspectedRun, event: Event): void;
  /** A question is open. */
  promptOpened?(run: InspectedRun, prompt: Prompt): void;
  /** A question was answered, or its run ended, or its wait timed out. */
  promptClosed?(run: InspectedRun, prompt: Prompt, reason: "answered" | "cancelled"): void;
  /** An event that no step takes, no wait matched and no reader expects. */
  eventUnhandled?(run: InspectedRun, event: Event): void;
  /** The run has its outcome; awaiting code learns of it afterwards. May hold. */
  runEnded?(run: InspectedRun, outcome: RunOutcome): void | Promise<void>;
  /** Milliseconds for which the process stood still (frozen by a debugger) since the inspector was attached. The run's clock leaves them out. */
  frozenMs?(): number;
}

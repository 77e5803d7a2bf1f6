import type { Prompt } from "../inspector.ts";
import type { Definition } from "./definition.ts";
import { Deque } from "./deque.ts";
import type { Operation } from "./operations.ts";
import type { Read } from "./reads.ts";
import type { EventRecord, PendingDispatch } from "./tick.ts";

/** What a step is to be called with, before it has a worker. */
export interface Work {
  inputs: readonly EventRecord[];
  /** Counts from 1. */
  attempt: number;
  /** When the first attempt started; 0 before it has. */
  firstStartedAt: number;
  lastError?: unknown;
  /** Seconds between the last two attempts. */
  previousDelay?: number;
  /** The fan-out it belongs to; `ROOT_SCOPE` for the run itself. */
  scope: number;
  /** How often each `@catchError` handler has run in this event's lineage. */
  recoveries?: Readonly<Record<string, number>>;
  /** What waits were answered with in earlier attempts, by the wait's key: a retry does not ask again. */
  answers?: Map<string, EventRecord>;
  /** What collectEvents fired in earlier attempts, by buffer: a retry gets the same again. */
  fired?: Map<string, readonly EventRecord[]>;
}

/** A dispatch that has a worker, or gave it back while it waits. */
export interface Running extends PendingDispatch {
  inputs: readonly EventRecord[];
  worker: number;
  readonly stepIndex: number;
  readonly work: Work;
  readonly startedAt: number;
  /** The tick that started it. */
  readonly seq: number;
  /** Ids of its open waiters. */
  waits: number;
  /** What its body has done through the context, for a start after a restart. */
  operations?: Operation[];
  /** What it has read from the store before these, for the same. */
  reads?: Read[];
  /** How many of the operations were done before a restart: the body repeats them without effect. */
  replayed: number;
  /** False while it waits and gave its worker back. */
  hasWorker: boolean;
}

export interface StepState {
  readonly name: string;
  readonly queue: Deque<Work>;
  /** Waits that were answered while all workers were busy: they go first. */
  readonly resumable: Deque<Resumption>;
  /** Workers at work. */
  busy: number;
  /** Which slots are taken. */
  readonly slots: boolean[];
}

export interface Resumption {
  readonly dispatch: number;
  readonly waiter: string;
  readonly record: EventRecord | undefined;
}

export interface Waiter {
  readonly id: string;
  readonly dispatch: number;
  readonly step: string;
  readonly event: string;
  readonly human: boolean;
  readonly where: Readonly<Record<string, unknown>> | undefined;
  /** True where a function of the step decides: without its body nobody can tell what answers. */
  readonly predicate: boolean;
  readonly prompt: string | undefined;
  /** ms since the epoch, by the run's clock. */
  readonly deadline: number | undefined;
}

/** A retry that is not due yet. */
export interface Retry {
  readonly stepIndex: number;
  readonly work: Work;
  /** ms since the epoch, by the run's clock. */
  readonly due: number;
}

/** A `collectEvents` buffer. */
export interface Buffer {
  readonly step: string;
  readonly expected: ReadonlyArray<readonly [name: string, count: number]>;
  /** How many of each name that is. */
  readonly wanted: ReadonlyMap<string, number>;
  /** What has come, by event name. */
  readonly held: Map<string, EventRecord[]>;
  /** How many are missing. */
  missing: number;
}

/** The run itself, as the outermost scope of fan-outs. */
export const ROOT_SCOPE = 0;

/** What became of a list that a step returned: see `reduce/scopes.ts`. */
export interface Scope {
  readonly parent: number;
  /** The step that returned the list; undefined for the run itself. */
  readonly step: string | undefined;
  /** Work that may still lead to events of this scope, and scopes inside it. */
  open: number;
  /** What collecting and joining steps hold, by step index. */
  readonly parked: Map<number, EventRecord[]>;
  /** Collecting steps that were started already. */
  readonly fired: Set<number>;
  /** True where a step of it used `ctx.collectEvents`: its events are gathered that way. */
  collects: boolean;
}

/** A question, with the fan-out its answer belongs to. */
export interface OpenPrompt extends Prompt {
  readonly scope: number;
}

export type RunStatus = "running" | "completed" | "failed" | "timedOut" | "cancelled";

/** All there is to know about a run; changed only by `reduce`. */
export interface RunState {
  status: RunStatus;
  /** Of the last tick. */
  seq: number;
  startedAt: number;
  /** ms that count for the run's timeout: those in which not all was waiting for people. */
  activeMs: number;
  /** When the last tick came. */
  lastAt: number;
  lastEventId: number;
  lastDispatchId: number;
  lastPromptId: number;
  lastScopeId: number;
  readonly steps: StepState[];
  /** Dispatches that have not settled, by id. */
  readonly running: Map<number, Running>;
  /** How many of them have a worker. */
  working: number;
  /** Work in all queues, resumptions included. */
  queued: number;
  readonly retries: Map<string, Retry>;
  readonly waiters: Map<string, Waiter>;
  readonly prompts: Map<string, OpenPrompt>;
  /** Events nobody has taken yet: a later wait may. */
  readonly inbox: EventRecord[];
  /** `collectEvents` buffers by step and buffer id. */
  readonly buffers: Map<string, Buffer>;
  /** Open fan-outs by id, the run itself among them. */
  readonly scopes: Map<number, Scope>;
  /** Joins whose fan-out ended before they were complete: step and the events it had. */
  readonly halfFull: Map<string, readonly string[]>;
  /** Names of the events nobody took, with who produced them, for the message of a run that cannot end. */
  readonly unhandled: Map<string, string>;
  store: Readonly<Record<string, unknown>>;
}

export function newScope(parent: number, step: string | undefined): Scope {
  return { parent, step, open: 0, parked: new Map(), fired: new Set(), collects: false };
}

export function initialState(definition: Definition, store: Readonly<Record<string, unknown>>): RunState {
  return {
    status: "running",
    seq: 0,
    startedAt: 0,
    activeMs: 0,
    lastAt: 0,
    lastEventId: 0,
    lastDispatchId: 0,
    lastPromptId: 0,
    lastScopeId: ROOT_SCOPE,
    scopes: new Map([[ROOT_SCOPE, newScope(ROOT_SCOPE, undefined)]]),
    halfFull: new Map(),
    steps: definition.steps.map((rule) => ({
      name: rule.name,
      queue: new Deque(),
      resumable: new Deque(),
      busy: 0,
      slots: [],
    })),
    running: new Map(),
    working: 0,
    queued: 0,
    retries: new Map(),
    waiters: new Map(),
    prompts: new Map(),
    inbox: [],
    buffers: new Map(),
    unhandled: new Map(),
    store,
  };
}

/** True where everything that is left waits for a person: the run's timeout does not go on meanwhile. */
export function waitsForPerson(state: RunState): boolean {
  if (state.working > 0 || state.queued > 0 || state.retries.size > 0) return false;
  if (state.prompts.size > 0) return true;
  for (const waiter of state.waiters.values()) if (waiter.human) return true;
  return false;
}

/** ms that count for the run's timeout by then: `activeMs`, and the time since the last tick unless all waits for people. */
export function activeMsAt(state: RunState, at: number): number {
  if (state.working === 0 && waitsForPerson(state)) return state.activeMs;
  return state.activeMs + Math.max(0, at - (state.lastAt || at));
}

/** True where nothing is left that could ever happen, unless somebody outside sends an event. */
export function isStalled(state: RunState): boolean {
  return (
    state.working === 0 &&
    state.queued === 0 &&
    state.retries.size === 0 &&
    state.waiters.size === 0 &&
    state.prompts.size === 0
  );
}

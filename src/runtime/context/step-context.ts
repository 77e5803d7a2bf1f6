import type { Countdown } from "../engine/clock.ts";
import { type Operation, repeated } from "../engine/operations.ts";
import { detailOfWrite } from "../engine/reduce/storing.ts";
import type { Runner } from "../engine/runner.ts";
import type { Running } from "../engine/state.ts";
import { timedOut } from "../engine/timed-out.ts";
import { ContextStateError, WorkflowRuntimeError } from "../errors.ts";
import { asInstance, Event, type EventClass, isEventClass, nameOf } from "../events/event.ts";
import type { Inspector } from "../inspector.ts";
import type { Resource } from "../resources/resource.ts";
import type { ResourcePool } from "../resources/resource-pool.ts";
import { surfacePrompts } from "../run/child-prompts.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { type Collected, Context, type RetryInfo, type WaitOptions } from "./context.ts";
import { Store, type StoreBackend } from "./store.ts";

/** What a step's context needs of its run. */
export interface ContextHost {
  readonly runId: string;
  readonly workflowName: string;
  readonly storeBackend: StoreBackend;
  /** @throws WorkflowRuntimeError where the step does not exist or does not take the event. */
  checkTarget(event: Event, step: string): void;
  runChild(workflow: Workflow, input: object, signal: AbortSignal, inspector: Inspector): Promise<unknown>;
  readonly resources: ResourcePool;
  log(step: string, values: readonly unknown[]): void;
}

/** The context of one attempt of a step. */
export class StepContext extends Context {
  readonly #runner: Runner;
  readonly #running: Running;
  readonly #host: ContextHost;
  #store: Store | undefined;
  #abort: AbortController | undefined;
  #abortReason: unknown;
  #operations = 0;
  #waits = 0;
  closed = false;
  /** The step's own timeout. */
  timeout: Countdown | undefined;

  constructor(runner: Runner, running: Running, host: ContextHost) {
    super();
    this.#runner = runner;
    this.#running = running;
    this.#host = host;
  }

  get runId(): string {
    return this.#host.runId;
  }

  get store(): Store {
    this.#store ??= new Store(this.#repeatingBackend(), this.#running.id, () => this.#check("store"));
    return this.#store;
  }

  get get(): Store["get"] {
    const { store } = this;
    return store.get.bind(store);
  }

  get set(): Store["set"] {
    const { store } = this;
    return store.set.bind(store);
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#abortReason !== undefined) this.#abort.abort(this.#abortReason);
    }
    return this.#abort.signal;
  }

  get retry(): RetryInfo {
    const { work, attempt } = this.#running;
    const elapsedSeconds = (this.#runner.clock.now() - work.firstStartedAt) / 1000;
    return { attempt, lastError: work.lastError, elapsedSeconds };
  }

  sendEvent(event: Event, options: { readonly step?: string } = {}): void {
    this.#check("sendEvent");
    this.#checkEvent("sendEvent", event);
    if (options.step !== undefined) this.#host.checkTarget(event, options.step);
    if (this.#repeated("sent", event.$type)) return;
    const matches = this.#runner.waits.matches(event);
    this.#runner.apply(
      {
        kind: "sent",
        dispatch: this.#running.id,
        event,
        ...(options.step !== undefined && { step: options.step }),
        ...(matches && { matches }),
      },
      this.#running.seq,
    );
  }

  collectEvents<const T extends readonly EventClass[]>(
    event: Event,
    expected: T,
    options: { readonly buffer?: string } = {},
  ): Collected<T> {
    this.#check("collectEvents");
    this.#checkEvent("collectEvents", event);
    if (expected.length === 0) {
      throw new WorkflowRuntimeError(
        `ctx.collectEvents in step ${this.#running.step}: the list of expected events is empty. Name at least one event class, e.g. [Retrieved, Retrieved].`,
      );
    }
    const past = this.#repeated("collected", options.buffer ?? "");
    if (past) return (past.result?.map((record) => record.event) ?? null) as Collected<T>;
    const input = this.#running.inputs.findIndex((record) => record.event === event);
    const collected = this.#runner.apply(
      {
        kind: "collected",
        dispatch: this.#running.id,
        event,
        ...(input >= 0 && { input }),
        buffer: options.buffer ?? "",
        expected: runLengths(expected),
      },
      this.#running.seq,
    );
    return (collected ?? null) as Collected<T>;
  }

  async waitForEvent<E extends Event>(cls: EventClass<E>, options: WaitOptions<E> = {}): Promise<E> {
    this.#check("waitForEvent");
    if (this.#store?.editing) {
      throw new ContextStateError(
        "ctx.waitForEvent inside store.edit: nobody else could write the state until the answer comes. Wait first, then edit.",
      );
    }
    const { where, timeout, prompt } = options;
    this.#checkWait(cls, timeout, prompt);
    const isPredicate = typeof where === "function";
    const name = nameOf(cls as EventClass);
    const key = options.id ?? `${name}#${++this.#waits}`;
    const past = this.#repeated("waiting", name);
    if (past?.answer === null) throw timedOut(name);
    if (past?.answer) return asInstance(past.answer.event, cls as EventClass) as E;
    const request = {
      id: past?.waiter ?? `${this.#running.id}:${key}`,
      cls: cls as EventClass,
      where: isPredicate ? undefined : (where as Readonly<Record<string, unknown>> | undefined),
      predicate: isPredicate ? (event: Event) => where(event as E) : undefined,
      prompt,
      timeout: timeout === undefined ? undefined : timeout * 1000,
    };
    return (await this.#runner.wait(this.#running, request)) as E;
  }

  writeEventToStream(event: Event): void {
    this.#check("writeEventToStream");
    this.#checkEvent("writeEventToStream", event);
    if (this.#repeated("streamed", event.$type)) return;
    this.#runner.apply({ kind: "streamed", dispatch: this.#running.id, event }, this.#running.seq);
  }

  async runChild<Input extends object, Result, ChildState>(
    workflow: Workflow<Input, Result, ChildState>,
    input: Input,
  ): Promise<Result> {
    this.#check("runChild");
    const inspector = surfacePrompts(this.#runner, this.#running);
    return (await this.#host.runChild(workflow as unknown as Workflow, input, this.signal, inspector)) as Result;
  }

  use<T>(resource: Resource<T>): Promise<T> {
    this.#check("use");
    return this.#host.resources.get(resource);
  }

  log(...values: unknown[]): void {
    this.#host.log(this.#running.step, values);
  }

  /** The attempt is over: from now on the context refuses. */
  close(): void {
    this.closed = true;
    this.timeout?.stop();
  }

  abort(reason: unknown): void {
    this.#abortReason = reason;
    this.#abort?.abort(reason);
  }

  /** What this operation did before a restart; undefined where it is new. */
  #repeated<K extends Operation["kind"]>(kind: K, detail: string): (Operation & { kind: K }) | undefined {
    return repeated(this.#running, this.#operations++, kind, detail);
  }

  /** The run's store, but writes from before a restart are not done again. */
  #repeatingBackend(): StoreBackend {
    const { storeBackend } = this.#host;
    return {
      lock: storeBackend.lock,
      read: () => storeBackend.read(),
      write: (changes, clear, dispatch, edit) =>
        this.#repeated("stored", detailOfWrite({ changes, clear, edit }))
          ? undefined
          : storeBackend.write(changes, clear, dispatch, edit),
    };
  }

  #check(what: string): void {
    if (!this.closed) return;
    throw new ContextStateError(
      `ctx.${what} in step ${this.#running.step} of workflow ${this.#host.workflowName}: this attempt of the step has ended. ` +
        "Await everything the step starts before it returns.",
    );
  }

  #checkWait(cls: unknown, timeout: number | undefined, prompt: unknown): void {
    const fail = (message: string): never => {
      throw new WorkflowRuntimeError(`ctx.waitForEvent in step ${this.#running.step}: ${message}`);
    };
    if (!isEventClass(cls)) fail("the first argument is not an event class.");
    if (timeout !== undefined && !(timeout > 0)) {
      fail(
        `timeout must be a number of seconds above 0, not ${timeout}. Leave it out to wait as long as the run lives.`,
      );
    }
    if (prompt !== undefined) this.#checkEvent("waitForEvent, prompt", prompt);
  }

  #checkEvent(what: string, event: unknown): void {
    if (event instanceof Event) return;
    throw new WorkflowRuntimeError(
      `ctx.${what} in step ${this.#running.step}: expected an Event instance, got ${event === null ? "null" : typeof event}.`,
    );
  }
}

type RunLengths = ReadonlyArray<readonly [name: string, count: number]>;

/** Of lists that are frozen: a step that collects very many may hand over the same one each time, and it is read once. */
const knownRunLengths = new WeakMap<readonly EventClass[], RunLengths>();

/** [A, A, B] as [["A", 2], ["B", 1]]. */
function runLengths(classes: readonly EventClass[]): RunLengths {
  const known = knownRunLengths.get(classes);
  if (known) return known;
  const runs: Array<[string, number]> = [];
  let last: EventClass | undefined;
  for (const cls of classes) {
    const run = runs.at(-1);
    if (cls === last && run) run[1]++;
    else runs.push([nameOf(cls), 1]);
    last = cls;
  }
  if (Object.isFrozen(classes)) knownRunLengths.set(classes, runs);
  return runs;
}

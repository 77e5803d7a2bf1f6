import type { Countdown } from "../engine/clock.ts";
import { type Operation, repeated } from "../engine/operations.ts";
import { bufferKey } from "../engine/reduce/collecting.ts";
import { detailOfWrite, EDIT } from "../engine/reduce/storing.ts";
import type { Runner } from "../engine/runner.ts";
import type { Running } from "../engine/state.ts";
import type { ChildOutcome, StoreRead } from "../engine/tick.ts";
import { timedOut } from "../engine/timed-out.ts";
import { ContextStateError, WorkflowRuntimeError } from "../errors.ts";
import { isEncodable } from "../events/codec.ts";
import { asInstance, Event, type EventClass, isEventClass, nameOf } from "../events/event.ts";
import type { Inspector } from "../inspector.ts";
import type { Resource } from "../resources/resource.ts";
import type { ResourcePool } from "../resources/resource-pool.ts";
import { surfacePrompts } from "../run/child-prompts.ts";
import type { WorkflowRun } from "../run/run.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { BodyReads } from "./body-reads.ts";
import { type Collected, Context, type RetryInfo, type WaitOptions } from "./context.ts";
import { expectationOf } from "./expectation.ts";
import { type EditOutcome, Store, type StoreBackend, type StoreChange } from "./store.ts";

/** What a step's context needs of its run. */
export interface ContextHost {
  readonly runId: string;
  readonly workflowName: string;
  readonly storeBackend: StoreBackend;
  /** @throws WorkflowRuntimeError where the step does not exist or does not take the event. */
  checkTarget(event: Event, step: string): void;
  runChild(workflow: Workflow, input: object, signal: AbortSignal, inspector: Inspector): WorkflowRun;
  readonly resources: ResourcePool;
  log(step: string, dispatchId: number, values: readonly unknown[]): void;
}

/** The context of one attempt of a step. */
export class StepContext extends Context {
  readonly #runner: Runner;
  readonly #running: Running;
  readonly #host: ContextHost;
  #store: Store | undefined;
  /** Made with the store. */
  #storeReads: BodyReads | undefined;
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
        ...this.#reads(),
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
    const { buffer = "" } = options;
    const past = this.#repeated("collected", buffer);
    if (past) return (past.result?.map((record) => record.event) ?? null) as Collected<T>;
    const input = this.#running.inputs.findIndex((record) => record.event === event);
    const collected = this.#runner.apply(
      {
        kind: "collected",
        dispatch: this.#running.id,
        ...this.#reads(),
        event,
        ...(input >= 0 && { input }),
        buffer,
        expected: expectationOf(expected, this.#runner.state.buffers.get(bufferKey(this.#running.step, buffer))),
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
      ...this.#reads(),
    };
    return (await this.#runner.wait(this.#running, request)) as E;
  }

  writeEventToStream(event: Event): void {
    this.#check("writeEventToStream");
    this.#checkEvent("writeEventToStream", event);
    if (this.#repeated("streamed", event.$type)) return;
    this.#runner.apply({ kind: "streamed", dispatch: this.#running.id, ...this.#reads(), event }, this.#running.seq);
  }

  async runChild<Input extends object, Result, ChildState>(
    workflow: Workflow<Input, Result, ChildState>,
    input: Input,
  ): Promise<Result> {
    this.#check("runChild");
    const operation = this.#operations;
    const past = repeated(this.#running, operation, "child", workflow.name);
    if (past?.outcome) {
      this.#operations++;
      if ("error" in past.outcome) throw past.outcome.error;
      return past.outcome.result as Result;
    }
    const inspector = surfacePrompts(this.#runner, this.#running, operation);
    const child = this.#host.runChild(workflow as unknown as Workflow, input, this.signal, inspector);
    this.#operations++;
    if (!past) {
      const { id: dispatch, seq } = this.#running;
      this.#runner.apply({ kind: "child", dispatch, ...this.#reads(), workflow: workflow.name, run: child.id }, seq);
    }
    try {
      const result = await child;
      this.#childEnded(operation, { result });
      return result as Result;
    } catch (error) {
      this.#childEnded(operation, { error });
      throw error;
    }
  }

  #childEnded(operation: number, outcome: ChildOutcome): void {
    // Of what cannot be kept, another start of the step knows nothing: the child runs again then.
    if (this.closed || !isEncodable(outcome)) return;
    const { id: dispatch, seq } = this.#running;
    this.#runner.apply({ kind: "childEnded", dispatch, operation, outcome }, seq);
  }

  use<T>(resource: Resource<T>): Promise<T> {
    this.#check("use");
    return this.#host.resources.get(resource);
  }

  log(...values: unknown[]): void {
    this.#host.log(this.#running.step, this.#running.id, values);
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

  /** The run's store, but reads and writes from before a restart give what they gave then, without effect. */
  #repeatingBackend(): StoreBackend {
    const { storeBackend } = this.#host;
    this.#storeReads = new BodyReads(this.#running.reads);
    const reads = this.#storeReads;
    return {
      lock: storeBackend.lock,
      read: (path) => reads.read(this.#runner.state.store, path),
      reading: (path, dispatch) => storeBackend.reading(path, dispatch),
      get state() {
        return storeBackend.state;
      },
      write: (change) => {
        const past = this.#repeated("stored", detailOfWrite(change));
        if (past?.error !== undefined) throw past.error;
        return past ? undefined : this.#write(change);
      },
      repeatedEdit: () => this.#repeatedEdit(),
    };
  }

  #write(change: StoreChange): Promise<void> | undefined {
    const reads = this.#reads();
    try {
      return this.#host.storeBackend.write({ ...change, ...reads });
    } catch (error) {
      // The body may go on, and a start after a restart must come to the same.
      if (this.#runner.state.status === "running") {
        const { id: dispatch, seq } = this.#running;
        const refused = detailOfWrite(change);
        this.#runner.apply({ kind: "stored", dispatch, changes: [], refused, error, ...reads }, seq);
      }
      throw error;
    }
  }

  #repeatedEdit(): EditOutcome | undefined {
    if (this.#operations >= this.#running.replayed) return undefined;
    const next = this.#running.operations?.[this.#operations];
    if (next?.kind !== "stored" || next.detail !== EDIT || next.opaque) return undefined;
    this.#operations++;
    return next;
  }

  /** What the body has read since its last operation, for the tick of the next one. */
  #reads(): { readonly reads?: readonly StoreRead[] } {
    const reads = this.#storeReads?.take(this.#runner.state.store);
    return reads ? { reads } : NO_READS;
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

const NO_READS = {};

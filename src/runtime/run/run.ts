import type { ContextHost } from "../context/step-context.ts";
import type { StoreBackend } from "../context/store.ts";
import { frozenCopy } from "../context/values.ts";
import { type Clock, RunClock } from "../engine/clock.ts";
import { type ForkChange, type ForkPoint, forkPoint } from "../engine/fork.ts";
import { enterRun, inspectorFor } from "../engine/inspection.ts";
import { type Journal, type JournalHeader, MemoryJournal } from "../engine/journal.ts";
import { Runner, type RunnerHost } from "../engine/runner.ts";
import { type Snapshot, snapshotOf } from "../engine/snapshot.ts";
import type { RunState } from "../engine/state.ts";
import { messageOf, WorkflowRuntimeError } from "../errors.ts";
import type { Event, EventClass } from "../events/event.ts";
import type { InspectedRun, Inspector, Prompt, RunOutcome } from "../inspector.ts";
import type { ResourcePool } from "../resources/resource-pool.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import type { Semaphore } from "../workflow/semaphore.ts";
import type { StateSchema } from "../workflow/state-schema.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { RunContext } from "./run-context.ts";
import { RunStore } from "./run-store.ts";
import { EventStream, type StreamOptions } from "./stream.ts";
import { checkTarget } from "./target.ts";

/** What a workflow hands to a new run. */
export interface RunSetup {
  readonly id: string;
  readonly workflow: object;
  readonly definition: WorkflowDefinition;
  /** What it starts with; undefined where it goes on with `state`. */
  readonly startEvent: Event | undefined;
  readonly state: RunState;
  /** Seconds. */
  readonly timeout: number | null;
  readonly journal: Journal | undefined;
  readonly inspectors: readonly Inspector[];
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly slots: Semaphore | undefined;
  readonly parentId: string | undefined;
  checkResult(result: unknown): unknown;
  readonly stateSchema: StateSchema | undefined;
  /** Starts a run of another workflow as a child of this one. */
  runChild(child: Workflow, input: object, signal: AbortSignal, inspector: Inspector): WorkflowRun;
  readonly resources: ResourcePool;
  /** Starts another run of the workflow from there. */
  fork(point: ForkPoint, header: JournalHeader): WorkflowRun;
}

export interface SendOptions {
  /** Only this step gets it. */
  readonly step?: string;
  /** The id of the question this answers. */
  readonly prompt?: string;
}

/**
 * One run of a workflow. Awaiting it gives the result or throws what ended it: the step's own error, a
 * WorkflowTimeoutError, a WorkflowCancelledError. Somebody who only reads the stream gets no unhandled rejection.
 */
// biome-ignore lint/suspicious/noExplicitAny: loose unless the workflow names its types
export class WorkflowRun<Result = any, State = any> implements PromiseLike<Result> {
  readonly id: string;
  /** The state; readable after the end too. */
  readonly context: RunContext<State>;
  /** Every tick so far; undefined where the `journal` option sends them elsewhere or nowhere. */
  readonly journal: MemoryJournal | undefined;
  readonly #setup: RunSetup;
  readonly #runner: Runner;
  readonly #stream = new EventStream();
  readonly #settled: Promise<Result>;
  readonly #view: InspectedRun & { inspectorsChanged(): void };
  #resolve: (result: Result) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #inspector: Inspector | undefined;
  #leave: () => void = () => undefined;
  #leaveSlot: () => void = () => undefined;
  #leaveSignal: () => void = () => undefined;
  #done = false;
  /** What was sent before the run began: it comes right after the start. */
  #early: (() => void)[] | undefined = [];

  /** @internal */
  constructor(setup: RunSetup) {
    this.id = setup.id;
    this.journal = setup.journal instanceof MemoryJournal ? setup.journal : undefined;
    this.#setup = setup;
    this.#settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#settled.catch(() => undefined);
    const clock = new RunClock(setup.clock, () => this.#inspector?.frozenMs?.() ?? 0);
    const backend = new RunStore({
      runId: setup.id,
      workflowName: setup.definition.workflowName,
      stateSchema: setup.stateSchema,
      runner: () => this.#runner,
      view: () => this.#view,
      inspector: () => this.#inspector,
    });
    const { state } = setup;
    this.context = new RunContext<State>(setup.id, backend);
    this.#view = this.#makeView(state, clock);
    this.#runner = new Runner(setup.definition, state, clock, setup.journal, this.#makeHost(backend));
    this.#view.inspectorsChanged();
    this.#enter();
  }

  /** True once the run has ended. */
  get done(): boolean {
    return this.#done;
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is awaited for its result
  then<A = Result, B = never>(
    fulfilled?: ((result: Result) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#settled.then(fulfilled, rejected);
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Result | B> {
    return this.#settled.catch(rejected);
  }

  finally(callback?: (() => void) | null): Promise<Result> {
    return this.#settled.finally(callback);
  }

  /** Reads what the run publishes, to its end: questions, events written by steps, and last the one that ended it. */
  streamEvents(options: StreamOptions = {}): AsyncIterableIterator<Event> {
    return this.#stream.read(options);
  }

  /**
   * Brings an event into the run from outside, e.g. a person's answer.
   * @throws WorkflowRuntimeError where the run has ended, the step does not take it, or the question is closed.
   */
  sendEvent(event: Event, options: SendOptions = {}): void {
    const { step, prompt } = options;
    const { workflowName } = this.#setup.definition;
    if (this.#runner.state.status !== "running") {
      throw new WorkflowRuntimeError(
        `Workflow ${workflowName}: run ${this.id} has ended, it cannot take ${event.$type} any more.`,
      );
    }
    if (step !== undefined) checkTarget(this.#setup.definition, event, step);
    if (prompt !== undefined && !this.#runner.state.prompts.has(prompt)) {
      throw new WorkflowRuntimeError(
        `Workflow ${workflowName}: question ${prompt} is not open (any more). Open questions: ${[...this.#runner.state.prompts.keys()].join(", ") || "none"}.`,
      );
    }
    if (this.#early) this.#early.push(() => this.#bring(event, options));
    else this.#bring(event, options);
  }

  #bring(event: Event, { step, prompt }: SendOptions): void {
    if (this.#runner.state.status !== "running") return;
    const matches = this.#matchesOf(event, prompt);
    this.#runner.apply({
      kind: "event",
      event,
      ...(step !== undefined && { step }),
      ...(prompt !== undefined && { prompt }),
      ...(matches && { matches }),
    });
  }

  /**
   * All the run holds now, as plain JSON: `workflow.resume(snapshot)` goes on with it, in another process too. Steps at
   * work start again then; what they did through their context is not done twice. @throws SnapshotError where a value
   * cannot be written.
   */
  snapshot(): Snapshot {
    const { state, clock } = this.#runner;
    return snapshotOf(state, this.#setup.definition.workflowName, this.id, clock.now());
  }

  /** The questions that are open now. */
  get prompts(): readonly Prompt[] {
    return [...this.#runner.state.prompts.values()];
  }

  /** Names of the steps that are at work now or wait, each once. */
  get runningSteps(): readonly string[] {
    return [...new Set([...this.#runner.state.running.values()].map(({ step }) => step))];
  }

  /** Ends the run: awaiting it throws a WorkflowCancelledError. Nothing happens where it has ended. */
  cancel(reason = "cancelled by the caller"): void {
    if (this.#runner.state.status !== "running") return;
    this.#runner.apply({ kind: "cancel", reason: reason.replace(/\.$/, "") });
  }

  #matchesOf(event: Event, prompt: string | undefined): readonly string[] | undefined {
    const { state } = this.#runner;
    const owned = prompt !== undefined && [...state.waiters.values()].some((waiter) => waiter.prompt === prompt);
    const matches = this.#runner.waits.matches(event, owned ? prompt : undefined);
    if (owned && !matches) {
      const asked = state.prompts.get(prompt);
      throw new WorkflowRuntimeError(
        `Workflow ${this.#setup.definition.workflowName}: ${event.$type} does not answer question ${prompt}, which wants ${asked?.answer} with what its wait requires.`,
      );
    }
    return matches;
  }

  /** Waits for a place, then starts in a later turn, so that the caller can attach readers first. */
  #enter(): void {
    const { signal, slots } = this.#setup;
    const begin = (): void => queueMicrotask(() => this.#begin());
    if (signal) {
      const cancel = (): void =>
        this.cancel(signal.reason instanceof Error ? signal.reason.message : "its signal was aborted");
      if (signal.aborted) queueMicrotask(cancel);
      signal.addEventListener("abort", cancel, { once: true });
      this.#leaveSignal = () => signal.removeEventListener("abort", cancel);
    }
    this.#leave = enterRun(this.#view);
    if (slots) this.#leaveSlot = slots.enter(begin);
    else begin();
  }

  #begin(): void {
    if (this.#runner.state.status !== "running") return;
    this.#inspector?.runStarted?.(this.#view);
    const { startEvent, timeout } = this.#setup;
    const early = this.#early ?? [];
    this.#early = undefined;
    if (startEvent) this.#runner.start(startEvent, timeout);
    else this.#runner.resume(timeout);
    for (const bring of early) bring();
  }

  #ended(outcome: RunOutcome): void {
    this.#done = true;
    this.#leave();
    this.#leaveSlot();
    this.#leaveSignal();
    this.#stream.close();
    const unclosed = this.#closeJournal();
    if (unclosed) {
      this.#reject(unclosed);
      return;
    }
    if (outcome.kind !== "completed") {
      this.#reject(outcome.error);
      return;
    }
    try {
      this.#resolve(this.#setup.checkResult(outcome.result) as Result);
    } catch (error) {
      this.#reject(error);
    }
  }

  /** The error of a journal that could not be closed: what it holds is in doubt. */
  #closeJournal(): WorkflowRuntimeError | undefined {
    try {
      this.#setup.journal?.close?.();
      return undefined;
    } catch (cause) {
      const { workflowName } = this.#setup.definition;
      return new WorkflowRuntimeError(
        `Workflow ${workflowName}: the journal of run ${this.id} cannot be closed: ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  #makeHost(storeBackend: StoreBackend): RunnerHost & ContextHost {
    const { definition, workflow } = this.#setup;
    return {
      runId: this.id,
      workflowName: definition.workflowName,
      view: this.#view,
      workflow,
      storeBackend,
      stream: this.#stream,
      inspector: () => this.#inspector,
      ended: (outcome) => this.#ended(outcome),
      checkTarget: (event, step) => checkTarget(definition, event, step),
      runChild: (child, input, signal, inspector) => this.#setup.runChild(child, input, signal, inspector),
      resources: this.#setup.resources,
      log: (step, dispatchId, values) => {
        this.#inspector?.logged?.(this.#view, { step, dispatchId, values });
        console.log(...values);
      },
    };
  }

  #makeView(state: RunState, clock: RunClock): InspectedRun & { inspectorsChanged(): void } {
    const { definition, workflow, parentId, inspectors } = this.#setup;
    return {
      id: this.id,
      workflowName: definition.workflowName,
      workflow,
      parentId,
      steps: definition.steps,
      state,
      elapsed: () => (state.startedAt === 0 ? 0 : clock.now() - state.startedAt),
      holdClock: () => clock.hold(),
      sendEvent: (event, options) => this.sendEvent(event, options),
      replaceEvent: (dispatch, event, index = 0) =>
        void this.#runner.apply({ kind: "replaced", dispatch, event, index }),
      writeStore: (path, value) => {
        this.#runner.apply({ kind: "stored", dispatch: 0, changes: [[path, frozenCopy(value, path)]] });
      },
      cancel: (reason) => this.cancel(reason),
      fork: (dispatch, change = () => []) => {
        const { stateSchema } = this.#setup;
        const checked: ForkChange = (state) =>
          change(state).map((tick) => {
            if (tick.kind !== "stored" || stateSchema === undefined) return tick;
            return { ...tick, changes: stateSchema.checked(state.store, tick.changes, tick.clear === true) };
          });
        const point = forkPoint(definition, this.journal, dispatch, clock.now(), checked);
        return this.#setup.fork(point, this.journal?.header as JournalHeader).#view;
      },
      eventClass: (name: string): EventClass | undefined =>
        definition.events.get(name) ?? this.#runner.waits.classNamed(name),
      inspectorsChanged: () => {
        this.#inspector = inspectorFor(inspectors);
      },
    };
  }
}

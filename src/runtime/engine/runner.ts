import { type ContextHost, StepContext } from "../context/step-context.ts";
import { messageOf, StepTimeoutError, WorkflowRuntimeError } from "../errors.ts";
import { StepStateChanged, UnhandledEvent, WorkflowIdleEvent } from "../events/builtin.ts";
import { Event } from "../events/event.ts";
import type { InspectedRun, Inspector, RunOutcome, StepOutcome } from "../inspector.ts";
import { seededRandom } from "../retry/seeded-random.ts";
import { messageForWrongReturn } from "../steps/returned.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import { breathe, needsToBreathe } from "./breathing.ts";
import { Countdown, type RunClock } from "./clock.ts";
import type { Command } from "./commands.ts";
import { Deque } from "./deque.ts";
import type { Journal } from "./journal.ts";
import { toOutcome } from "./outcome.ts";
import { recoveringHandler } from "./reduce/failing.ts";
import { reduce } from "./reduce.ts";
import { type Running, type RunState, waitsForPerson } from "./state.ts";
import type { Tick, TickBody } from "./tick.ts";
import { type WaitRequest, Waits } from "./waits.ts";

/** What the runner tells the run that owns it. */
export interface RunnerHost extends ContextHost {
  readonly view: InspectedRun;
  readonly workflow: object;
  readonly stream: { publish(event: Event): void; publishInternal(make: () => Event): void };
  inspector(): Inspector | undefined;
  ended(outcome: RunOutcome): void;
}

/**
 * Executes what the reducer commands: calls steps, keeps timers, publishes, and turns what comes of it into ticks.
 * It decides nothing.
 */
export class Runner {
  readonly #definition: WorkflowDefinition;
  readonly #host: RunnerHost;
  readonly #clock: RunClock;
  #journal: Journal | undefined;
  readonly #pending = new Deque<Command>();
  readonly #contexts = new Map<number, StepContext>();
  readonly state: RunState;
  readonly waits: Waits;
  #draining = false;
  #timeout: Countdown | undefined;

  constructor(
    definition: WorkflowDefinition,
    state: RunState,
    clock: RunClock,
    journal: Journal | undefined,
    host: RunnerHost,
  ) {
    this.#definition = definition;
    this.state = state;
    this.waits = new Waits(state);
    this.#clock = clock;
    this.#journal = journal;
    this.#host = host;
  }

  get clock(): RunClock {
    return this.#clock;
  }

  /** Starts the run with this event. `seconds` is the run's timeout. */
  start(event: Event, seconds: number | null): void {
    this.#limitRun(seconds);
    this.apply({ kind: "start", event });
  }

  /** Goes on with a restored state: timers keep their due time, bodies that were at work start again. */
  resume(seconds: number | null): void {
    const { state } = this;
    this.apply({ kind: "resumed" });
    this.#limitRun(seconds);
    for (const [timer, { due }] of state.retries) this.#schedule(timer, due);
    for (const waiter of state.waiters.values()) {
      if (waiter.deadline !== undefined) this.#schedule(`wait:${waiter.id}`, waiter.deadline);
    }
    for (const prompt of state.prompts.values()) {
      this.#host.stream.publish(prompt.event);
      if (!prompt.child) this.#host.inspector()?.promptOpened?.(this.#host.view, prompt);
    }
    for (const running of [...state.running.values()]) {
      this.#dispatch(running);
    }
    if (state.working === 0) this.#settleDown();
  }

  #limitRun(seconds: number | null): void {
    if (seconds === null) return;
    const left = Math.max(0, seconds * 1000 - this.state.activeMs);
    this.#timeout = new Countdown(this.#clock, "run", left, () => this.apply({ kind: "timeout", seconds }));
    this.#timeout.start();
  }

  #schedule(timer: string, due: number): void {
    this.#clock.set(timer, due, () => this.apply({ kind: "due", timer }));
  }

  /** Journals and applies a tick, then executes what follows from it. Returns what collectEvents answers. */
  apply(body: TickBody, cause = 0): readonly Event[] | undefined {
    const tick = body as Tick & { seq: number; at: number; cause: number };
    tick.seq = this.state.seq + 1;
    tick.at = this.#clock.now();
    tick.cause = cause;
    const kept = this.#keep(tick);
    const commands = reduce(this.#definition, this.state, kept);
    this.#host.inspector()?.tickApplied?.(this.#host.view, kept);
    let collected: readonly Event[] | undefined;
    for (const command of commands) {
      if (command.kind === "collected") collected = command.events;
      else this.#pending.push(command);
    }
    if (!this.#draining) this.#drain();
    return collected;
  }

  /** Journals the tick; where the journal refuses, that is what happened instead. */
  #keep(tick: Tick): Tick {
    try {
      this.#journal?.append(tick);
      return tick;
    } catch (cause) {
      this.#journal = undefined;
      const error = new WorkflowRuntimeError(
        `Workflow ${this.#definition.workflowName}: the journal of run ${this.#host.runId} cannot be written: ${messageOf(cause)}`,
        { cause },
      );
      return { kind: "broken", error, seq: tick.seq, at: tick.at, cause: tick.cause };
    }
  }

  /** A step body waits. Resolves with the event that answers. */
  wait(running: Running, request: WaitRequest): Promise<Event> {
    const { answered, tick } = this.waits.open(running, request);
    this.#contexts.get(running.id)?.timeout?.stop();
    if (tick) this.apply(tick, running.seq);
    return answered;
  }

  /** Ends a wait that nobody needs answered any more: it rejects as if its time were over. */
  withdraw(id: string): void {
    if (this.state.waiters.has(id)) this.apply({ kind: "due", timer: `wait:${id}` });
  }

  #drain(): void {
    this.#draining = true;
    try {
      for (let command = this.#pending.shift(); command; command = this.#pending.shift()) this.#execute(command);
    } finally {
      this.#draining = false;
    }
    if (this.state.working === 0 && this.state.status === "running") this.#settleDown();
  }

  /** Nothing is at work: the timeout stands still while only a person can go on. */
  #settleDown(): void {
    if (waitsForPerson(this.state)) this.#timeout?.stop();
    this.#host.stream.publishInternal(() => new WorkflowIdleEvent());
  }

  #execute(command: Command): void {
    const { view, stream } = this.#host;
    switch (command.kind) {
      case "dispatch":
        this.#dispatch(command.running);
        return;
      case "resume":
        this.#resume(command.waiter, command.record?.event);
        return;
      case "publish":
        stream.publish(command.event);
        this.#host.inspector()?.streamWritten?.(view, command.event);
        return;
      case "openPrompt":
        if (!command.prompt.child) this.#host.inspector()?.promptOpened?.(view, command.prompt);
        return;
      case "closePrompt":
        if (!command.prompt.child) this.#host.inspector()?.promptClosed?.(view, command.prompt, command.reason);
        return;
      case "unhandled":
        this.#host.inspector()?.eventUnhandled?.(view, command.event);
        stream.publishInternal(() => new UnhandledEvent({ eventType: command.event.$type, idle: false }));
        return;
      case "schedule":
        this.#schedule(command.timer, command.due);
        return;
      case "unschedule":
        this.#clock.clear(command.timer);
        return;
      case "collected":
        return;
      default:
        this.#end(command);
    }
  }

  #publishState(running: Running, stepState: "preparing" | "running" | "not_running", output?: Event): void {
    this.#host.stream.publishInternal(
      () =>
        new StepStateChanged({
          name: running.step,
          stepState,
          workerId: running.worker,
          inputEventName: running.inputs[0]?.event.$type,
          outputEventName: output?.$type,
        }),
    );
  }

  #dispatch(running: Running): void {
    this.#timeout?.start();
    this.#publishState(running, "preparing");
    const held = this.#host.inspector()?.beforeDispatch?.(this.#host.view, running);
    const call = (): void => this.#call(running);
    if (held) held.then(call, call);
    else if (needsToBreathe()) breathe(call);
    else call();
  }

  #call(running: Running): void {
    if (this.state.status !== "running" || !this.state.running.has(running.id)) return;
    const step = this.#definition.steps[running.stepIndex];
    if (!step) return;
    const context = new StepContext(this, running, this.#host);
    this.#contexts.set(running.id, context);
    if (step.timeout !== undefined) this.#limit(running, context, step.timeout);
    this.#host.inspector()?.stepStarted?.(this.#host.view, running);
    this.#publishState(running, "running");
    let returned: unknown;
    try {
      returned = step.invoke(this.#host.workflow, running.inputs, context);
    } catch (error) {
      returned = Promise.reject(error);
    }
    if (isThenable(returned)) {
      // Only the language's own promises are known to keep to the rules.
      (returned instanceof Promise ? returned : Promise.resolve(returned)).then(
        (value) => this.#returned(running, context, value),
        (error) => this.#failed(running, context, error),
      );
    } else {
      const value = returned;
      queueMicrotask(() => this.#returned(running, context, value));
    }
  }

  #limit(running: Running, context: StepContext, seconds: number): void {
    context.timeout = new Countdown(this.#clock, `step:${running.id}`, seconds * 1000, () => {
      const error = new StepTimeoutError(
        `Step ${running.step} of workflow ${this.#definition.workflowName} took longer than its timeout of ${seconds} s ` +
          `(attempt ${running.attempt}). Raise the step's timeout, or honour ctx.signal.`,
      );
      context.abort(error);
      this.#failed(running, context, error);
    });
    context.timeout.start();
  }

  #returned(running: Running, context: StepContext, value: unknown): void {
    if (context.closed) return;
    const list = Array.isArray(value);
    const events: readonly unknown[] = list ? value : value === undefined || value === null ? NO_EVENTS : [value];
    for (const event of events) {
      if (event instanceof Event) continue;
      this.#failed(running, context, new WorkflowRuntimeError(messageForWrongReturn(running.step, event, list)), true);
      return;
    }
    context.close();
    const produced = events as readonly Event[];
    const settle = (): void => {
      this.#contexts.delete(running.id);
      this.#publishState(running, "not_running", produced[0]);
      this.waits.forget(running);
      const matches =
        this.state.waiters.size === 0 ? undefined : produced.map((event) => this.waits.matches(event) ?? []);
      this.apply(
        matches
          ? { kind: "returned", dispatch: running.id, events: produced, list, matches }
          : { kind: "returned", dispatch: running.id, events: produced, list },
        running.seq,
      );
    };
    this.#settle(running, () => ({ kind: "returned", events: produced, list }), settle);
  }

  #failed(running: Running, context: StepContext, error: unknown, final = false): void {
    if (context.closed) return;
    context.close();
    let retryIn: number | undefined;
    try {
      retryIn = final ? undefined : this.#retryDelay(running, error);
    } catch (thrown) {
      // The policy is user code: what it throws takes the place of the failure it was asked about.
      error = thrown;
    }
    const settle = (): void => {
      this.#contexts.delete(running.id);
      this.#publishState(running, "not_running");
      this.waits.forget(running);
      this.apply(
        { kind: "failed", dispatch: running.id, error, ...(retryIn !== undefined && { retryIn }) },
        running.seq,
      );
    };
    const handler = retryIn === undefined ? recoveringHandler({ definition: this.#definition }, running) : undefined;
    this.#settle(
      running,
      () => ({
        kind: "failed",
        error,
        attempt: running.attempt,
        ...(retryIn !== undefined && { retryIn }),
        ...(handler && { handler: handler.name }),
      }),
      settle,
    );
  }

  #settle(running: Running, outcome: () => StepOutcome, settle: () => void): void {
    const inspector = this.#host.inspector();
    const held = inspector?.stepSettled?.(this.#host.view, running, outcome());
    if (held) held.then(settle, settle);
    else settle();
  }

  /** ms until the next attempt, or undefined where there is none. The policy is user code: if it throws, that is the error. */
  #retryDelay(running: Running, error: unknown): number | undefined {
    const step = this.#definition.steps[running.stepIndex];
    const policy = step?.retry ?? this.#definition.retry;
    if (!policy || this.state.status !== "running") return undefined;
    const seconds = policy({
      error,
      attempt: running.attempt,
      elapsedSeconds: (this.#clock.now() - running.work.firstStartedAt) / 1000,
      random: seededRandom(`${this.#host.runId}:${running.step}:${running.attempt}`),
      previousDelay: running.work.previousDelay ?? 0,
    });
    if (seconds === undefined) return undefined;
    if (!Number.isFinite(seconds)) {
      throw new WorkflowRuntimeError(
        `The retry policy of step ${running.step} gave ${seconds} as the delay; it must give seconds, or undefined to give up.`,
      );
    }
    return Math.max(0, seconds * 1000);
  }

  #resume(id: string, event: Event | undefined): void {
    this.#timeout?.start();
    const dispatch = Number(id.slice(0, id.indexOf(":")));
    this.#contexts.get(dispatch)?.timeout?.start();
    this.waits.settle(id, event);
  }

  #end(command: Command & { kind: "complete" | "fail" | "timedOut" | "cancelled" }): void {
    this.#timeout?.stop();
    this.#clock.clearAll();
    const outcome = toOutcome(command, this.#definition.workflowName);
    this.#abandon(outcome.kind === "completed" ? undefined : outcome.error);
    this.#execute({ kind: "publish", event: command.event });
    const finish = (): void => this.#host.ended(outcome);
    const held = this.#host.inspector()?.runEnded?.(this.#host.view, outcome);
    if (held) held.then(finish, finish);
    else finish();
  }

  /** Lets go of the bodies still at work: their signals fire, their contexts close, their waits reject. */
  #abandon(reason: unknown): void {
    const why = reason ?? new WorkflowRuntimeError(`Workflow ${this.#definition.workflowName} has ended.`);
    for (const [dispatch, context] of this.#contexts) {
      context.close();
      context.abort(why);
      const running = this.state.running.get(dispatch);
      if (!running) continue;
      this.#host.inspector()?.stepSettled?.(this.#host.view, running, { kind: "cancelled" });
      this.#publishState(running, "not_running");
    }
    this.waits.rejectAll(why);
    this.#contexts.clear();
  }
}

const NO_EVENTS: readonly Event[] = [];

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

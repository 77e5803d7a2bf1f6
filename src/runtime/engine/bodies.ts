import { StepContext } from "../context/step-context.ts";
import { StepTimeoutError, WorkflowRuntimeError } from "../errors.ts";
import { StepStateChanged } from "../events/builtin.ts";
import { Event } from "../events/event.ts";
import type { StepOutcome } from "../inspector.ts";
import { seededRandom } from "../retry/seeded-random.ts";
import { messageForWrongReturn } from "../steps/returned.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import { breathe, needsToBreathe } from "./breathing.ts";
import { Countdown } from "./clock.ts";
import { recoveringHandler } from "./reduce/failing.ts";
import type { Runner, RunnerHost } from "./runner.ts";
import type { Running } from "./state.ts";

/** The bodies of steps at work: calls them, times them, and turns what comes of them into ticks. */
export class Bodies {
  readonly #runner: Runner;
  readonly #definition: WorkflowDefinition;
  readonly #host: RunnerHost;
  readonly #contexts = new Map<number, StepContext>();

  constructor(runner: Runner, definition: WorkflowDefinition, host: RunnerHost) {
    this.#runner = runner;
    this.#definition = definition;
    this.#host = host;
  }

  /** Calls a step, once an inspector that holds it has let go. */
  dispatch(running: Running): void {
    this.#publishState(running, "preparing");
    const held = this.#host.inspector()?.beforeDispatch?.(this.#host.view, running);
    const call = (): void => this.#call(running);
    if (held) held.then(call, call);
    else if (needsToBreathe()) breathe(call);
    else call();
  }

  #call(running: Running): void {
    if (this.#runner.state.status !== "running" || !this.#runner.state.running.has(running.id)) return;
    const step = this.#definition.steps[running.stepIndex];
    if (!step) return;
    const context = new StepContext(this.#runner, running, this.#host);
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
    context.timeout = new Countdown(this.#runner.clock, `step:${running.id}`, seconds * 1000, () => {
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
      this.#runner.waits.forget(running);
      const matches =
        this.#runner.state.waiters.size === 0
          ? undefined
          : produced.map((event) => this.#runner.waits.matches(event) ?? []);
      this.#runner.apply(
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
      this.#runner.waits.forget(running);
      this.#runner.apply(
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
    if (!policy || this.#runner.state.status !== "running") return undefined;
    const seconds = policy({
      error,
      attempt: running.attempt,
      elapsedSeconds: (this.#runner.clock.now() - running.work.firstStartedAt) / 1000,
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

  /** The body waits for an event: its own timeout stands still. */
  pause(dispatch: number): void {
    this.#contexts.get(dispatch)?.timeout?.stop();
  }

  /** Its wait is over. */
  proceed(dispatch: number): void {
    this.#contexts.get(dispatch)?.timeout?.start();
  }

  /** Lets go of the bodies still at work: their signals fire, their contexts close, their waits reject. */
  abandon(reason: unknown): void {
    if (this.#contexts.size === 0 && reason === undefined) return;
    const why = reason ?? new WorkflowRuntimeError(`Workflow ${this.#definition.workflowName} has ended.`);
    for (const [dispatch, context] of this.#contexts) {
      context.close();
      context.abort(why);
      const running = this.#runner.state.running.get(dispatch);
      if (!running) continue;
      this.#host.inspector()?.stepSettled?.(this.#host.view, running, { kind: "cancelled" });
      this.#publishState(running, "not_running");
    }
    this.#runner.waits.rejectAll(why);
    this.#contexts.clear();
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
}

const NO_EVENTS: readonly Event[] = [];

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === "function";
}

import type { ContextHost } from "../context/step-context.ts";
import { messageOf, WorkflowRuntimeError } from "../errors.ts";
import { UnhandledEvent, WorkflowIdleEvent } from "../events/builtin.ts";
import type { Event } from "../events/event.ts";
import type { InspectedRun, Inspector, RunOutcome } from "../inspector.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import { Bodies } from "./bodies.ts";
import { Countdown, type RunClock } from "./clock.ts";
import type { Command } from "./commands.ts";
import { Deque } from "./deque.ts";
import type { Journal } from "./journal.ts";
import { toOutcome } from "./outcome.ts";
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
 * Executes what the reducer commands: has steps called, keeps timers, publishes, and turns what comes of it into ticks.
 * It decides nothing.
 */
export class Runner {
  readonly #definition: WorkflowDefinition;
  readonly #host: RunnerHost;
  readonly #clock: RunClock;
  #journal: Journal | undefined;
  readonly #pending = new Deque<Command>();
  readonly #bodies: Bodies;
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
    this.#bodies = new Bodies(this, definition, host);
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
      this.#timeout?.start();
      this.#bodies.dispatch(running);
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
    this.#bodies.pause(running.id);
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
        this.#timeout?.start();
        this.#bodies.dispatch(command.running);
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

  #resume(id: string, event: Event | undefined): void {
    this.#timeout?.start();
    const dispatch = Number(id.slice(0, id.indexOf(":")));
    this.#bodies.proceed(dispatch);
    this.waits.settle(id, event);
  }

  #end(command: Command & { kind: "complete" | "fail" | "timedOut" | "cancelled" }): void {
    this.#timeout?.stop();
    this.#clock.clearAll();
    const outcome = toOutcome(command, this.#definition.workflowName);
    this.#bodies.abandon(outcome.kind === "completed" ? undefined : outcome.error);
    this.#execute({ kind: "publish", event: command.event });
    const finish = (): void => this.#host.ended(outcome);
    const held = this.#host.inspector()?.runEnded?.(this.#host.view, outcome);
    if (held) held.then(finish, finish);
    else finish();
  }
}

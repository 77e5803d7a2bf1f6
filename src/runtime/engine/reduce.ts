import { WorkflowCancelledEvent, WorkflowTimedOutEvent } from "../events/builtin.ts";
import type { Command } from "./commands.ts";
import type { Definition } from "./definition.ts";
import { record } from "./operations.ts";
import { recordReads } from "./reads.ts";
import { collect } from "./reduce/collecting.ts";
import { deliver } from "./reduce/delivering.ts";
import { dispatchWaiting, settle } from "./reduce/dispatching.ts";
import { endRun, failRun } from "./reduce/ending.ts";
import { failStep } from "./reduce/failing.ts";
import { addOpenWork, endOpenWork, openScope } from "./reduce/scopes.ts";
import { stallError } from "./reduce/stalling.ts";
import { applyWrites, storedOperation } from "./reduce/storing.ts";
import { answerPrompt, expireWaiter, openWaiter } from "./reduce/waiting.ts";
import { activeMsAt, isStalled, ROOT_SCOPE, type RunState } from "./state.ts";
import type { Tick } from "./tick.ts";

/** What the parts of the reducer work on: one tick's view. */
export interface Transition {
  readonly definition: Definition;
  readonly state: RunState;
  readonly tick: Tick;
  readonly commands: Command[];
}

/**
 * The whole behaviour of a run: applies one tick to the state and says what is to be done. Synchronous and
 * deterministic: no clock, no randomness, no I/O, no user code. Changes `state` in place, so a tick costs what it
 * touches and not what the run holds.
 */
export function reduce(definition: Definition, state: RunState, tick: Tick): Command[] {
  const commands: Command[] = [];
  const transition: Transition = { definition, state, tick, commands };
  state.seq = tick.seq;
  if (tick.kind !== "resumed") state.activeMs = activeMsAt(state, tick.at);
  state.lastAt = tick.at;
  // Bodies of steps may still settle after the run ended; the journal has their ticks, nothing follows from them.
  if (state.status !== "running") {
    if (tick.kind === "returned" || tick.kind === "failed") settle(transition, tick.dispatch);
    return commands;
  }
  apply(transition);
  if (state.status === "running") {
    dispatchWaiting(transition);
    if (definition.onIdle === "fail" && isStalled(state)) failRun(transition, stallError(definition, state), undefined);
  }
  return commands;
}

function apply(transition: Transition): void {
  const { state, tick, commands } = transition;
  switch (tick.kind) {
    case "start":
      state.startedAt = tick.at;
      deliver(transition, tick.event, { producer: 0, scope: ROOT_SCOPE });
      return;
    case "event":
      deliverFromOutside(transition, tick);
      return;
    case "returned": {
      const running = settle(transition, tick.dispatch);
      if (!running) return;
      const scope = tick.list ? openScope(transition, running.work.scope, running.step) : running.work.scope;
      // Held open while its events are delivered, lest the first one that comes to its end closes it.
      if (tick.list) addOpenWork(transition, scope);
      for (const [index, event] of tick.events.entries()) {
        if (state.status !== "running") return;
        deliver(transition, event, {
          scope,
          producer: running.id,
          by: running.step,
          matches: tick.matches?.[index],
          recoveries: running.work.recoveries,
        });
      }
      if (tick.list) endOpenWork(transition, scope);
      endOpenWork(transition, running.work.scope);
      return;
    }
    case "failed": {
      const running = settle(transition, tick.dispatch);
      if (running) failStep(transition, running, tick.error, tick.retryIn);
      return;
    }
    case "sent": {
      const running = state.running.get(tick.dispatch);
      if (tick.reads) recordReads(state, running, tick.reads);
      record(running, { kind: "sent", detail: tick.event.$type });
      deliver(transition, tick.event, {
        producer: tick.dispatch,
        by: running?.step,
        step: tick.step,
        matches: tick.matches,
        recoveries: running?.work.recoveries,
        scope: running?.work.scope ?? ROOT_SCOPE,
      });
      return;
    }
    case "streamed": {
      const running = state.running.get(tick.dispatch);
      if (tick.reads) recordReads(state, running, tick.reads);
      record(running, { kind: "streamed", detail: tick.event.$type });
      commands.push({ kind: "publish", event: tick.event });
      return;
    }
    case "stored": {
      const running = state.running.get(tick.dispatch);
      if (tick.reads) recordReads(state, running, tick.reads);
      record(running, storedOperation(tick));
      applyWrites(state, tick.changes, tick.clear === true);
      return;
    }
    case "child": {
      const running = state.running.get(tick.dispatch);
      if (tick.reads) recordReads(state, running, tick.reads);
      record(running, { kind: "child", detail: tick.workflow, run: tick.run, outcome: undefined });
      return;
    }
    case "childEnded": {
      const operation = state.running.get(tick.dispatch)?.operations?.[tick.operation];
      if (operation?.kind === "child") operation.outcome = tick.outcome;
      return;
    }
    case "collected":
      collect(transition, tick);
      return;
    case "waiting":
      openWaiter(transition, tick);
      return;
    case "due":
      expireWaiter(transition, tick.timer) || retry(transition, tick.timer);
      return;
    case "resumed":
      for (const running of state.running.values()) running.replayed = running.operations?.length ?? 0;
      return;
    case "timeout":
      timeOut(transition, tick.seconds);
      return;
    case "broken":
      failRun(transition, tick.error, undefined);
      return;
    case "cancel":
      endRun(transition, "cancelled");
      commands.push({
        kind: "cancelled",
        event: new WorkflowCancelledEvent({ reason: tick.reason }),
        reason: tick.reason,
      });
      return;
    case "replaced": {
      const running = state.running.get(tick.dispatch);
      if (!running) return;
      running.inputs = running.inputs.map((input, index) =>
        index === tick.index ? { ...input, event: tick.event } : input,
      );
      running.work.inputs = running.inputs;
      return;
    }
  }
}

function timeOut(transition: Transition, seconds: number): void {
  const { state, commands } = transition;
  const activeSteps = [...new Set([...state.running.values()].map((running) => running.step))];
  endRun(transition, "timedOut");
  const event = new WorkflowTimedOutEvent({ timeout: seconds, activeSteps });
  commands.push({ kind: "timedOut", event, seconds, activeSteps });
}

function deliverFromOutside(transition: Transition, tick: Tick & { kind: "event" }): void {
  const prompt = isAnswer(tick) ? answerPrompt(transition, tick.prompt, tick.matches) : undefined;
  const scope = prompt?.scope ?? ROOT_SCOPE;
  // An open question counts as work of its fan-out; any other event from outside is work of the run while it is delivered.
  if (!prompt) addOpenWork(transition, scope);
  deliver(transition, tick.event, { producer: 0, step: tick.step, matches: tick.matches, scope });
  endOpenWork(transition, scope);
}

function isAnswer(tick: Tick & { kind: "event" }): boolean {
  return tick.prompt !== undefined || (tick.event.constructor as { kind?: string }).kind === "humanResponse";
}

function retry(transition: Transition, timer: string): void {
  const due = transition.state.retries.get(timer);
  if (!due) return;
  transition.state.retries.delete(timer);
  const step = transition.state.steps[due.stepIndex];
  if (!step) return;
  step.queue.push(due.work);
  transition.state.queued++;
}

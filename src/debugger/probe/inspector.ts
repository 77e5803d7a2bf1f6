import { inspect } from "node:util";
import type { EventRecord } from "../../runtime/engine/tick.ts";
import type { Event, EventClass } from "../../runtime/events/event.ts";
import type { InspectedRun, Inspector, RunOutcome, StepOutcome } from "../../runtime/inspector.ts";
import type { RuntimeHandle } from "../../runtime/registry.ts";
import type { ExceptionFilter } from "../protocol/probe.ts";
import { handedOver } from "../recording/handed-over.ts";
import type { DispatchNode } from "./causal-chain.ts";
import { failureOf, failureStop } from "./failures.ts";
import { guarded } from "./guarded-inspector.ts";
import { cut } from "./preview.ts";
import type { Probe } from "./probe.ts";
import type { RunRecord } from "./runs.ts";
import { Scope } from "./scope.ts";
import { describe, type Failure, type Stop } from "./stop.ts";

/** What the probe hangs on one copy of the runtime. The hooks that run for every dispatch do next to nothing. */
export function createInspector(probe: Probe, runtime: RuntimeHandle): Inspector {
  const { runs, gate, live, prompts, exceptions, breakpoints, dataBreakpoints, logLines } = probe;
  const seen = new Set<unknown>();
  let lastRun: InspectedRun | undefined;
  let lastRecord: RunRecord | undefined;

  const recordOf = (run: InspectedRun): RunRecord => {
    if (run === lastRun && lastRecord !== undefined) return lastRecord;
    lastRecord = runs.of(run) ?? started(run);
    lastRun = run;
    return lastRecord;
  };

  const started = (run: InspectedRun): RunRecord => {
    const record = runs.add(run, runtime);
    probe.heartbeat.active = true;
    if (!seen.has(run.workflow.constructor)) {
      seen.add(run.workflow.constructor);
      const steps = run.steps.map(({ name, accepts }) => ({ name, accepts: [...accepts] }));
      const classes = classNames(run);
      for (const workflow of record.names) probe.emit("workflowSeen", { workflow, steps, classes });
    }
    probe.emit("runStarted", {
      thread: record.thread,
      runId: run.id,
      workflow: run.workflowName,
      ...(record.parent === undefined ? {} : { parentThread: record.parent.thread }),
      ...(record.fork === undefined ? {} : { forkOf: record.fork.of, forkedAt: record.fork.dispatch }),
    });
    probe.recording?.recorder.inspector.runStarted(run);
    gate.runStarted(record);
    live.changed(record);
    for (const prompt of run.state.prompts.values()) if (!prompt.child) prompts.opened(record, prompt);
    return record;
  };

  /** Asks a filter where the gate lets something pass that failed. */
  const failed = (
    record: RunRecord,
    filter: ExceptionFilter,
    node: DispatchNode | undefined,
    failure: Failure,
  ): (() => Stop | undefined) => {
    return () => {
      if (!exceptions.shouldStop(filter, new Scope(record, node, failure.error))) return undefined;
      record.shownFailure = failure.error;
      return failureStop(filter, node, failure);
    };
  };

  const settled = (record: RunRecord, node: DispatchNode, outcome: StepOutcome): Promise<void> | undefined => {
    if (outcome.kind === "failed") {
      const filter = outcome.retryIn === undefined ? "stepFailed" : "stepWillRetry";
      if (exceptions.has(filter)) return gate.hold(record, failed(record, filter, node, failureOf(node, outcome)));
    }
    // A run that somebody looks at does not end under their eyes: what would end it waits.
    return record.closed && endsRun(outcome) ? gate.hold(record, () => undefined) : undefined;
  };

  const beforeEnd = (record: RunRecord, outcome: RunOutcome): Promise<void> | undefined => {
    const filter = outcome.kind === "failed" ? "runFailed" : "timedOut";
    if ("error" in outcome && exceptions.has(filter) && outcome.error !== record.shownFailure) {
      const description = `${record.run.workflowName} ${outcome.kind === "failed" ? "failed" : "timed out"}.`;
      const failure = { error: outcome.error, description };
      return gate.hold(record, failed(record, filter, record.chain.last, failure));
    }
    return record.closed ? gate.hold(record, () => undefined) : undefined;
  };

  const atGate = (record: RunRecord, node: DispatchNode): Promise<void> | undefined => {
    const held = gate.dispatch(record, node);
    if (held !== undefined) live.changed(record);
    return held;
  };

  const finish = (record: RunRecord, outcome: RunOutcome): void => {
    const { run, thread } = record;
    probe.recording?.recorder.inspector.runEnded(run, outcome);
    prompts.runEnded(record);
    gate.runEnded(record);
    runs.remove(record);
    if (lastRecord === record) {
      lastRun = undefined;
      lastRecord = undefined;
    }
    probe.heartbeat.active = runs.size > 0;
    live.ended(record, outcome);
    const value = outcome.kind === "completed" ? outcome.result : outcome.error;
    probe.emit("runEnded", {
      thread,
      runId: run.id,
      workflow: run.workflowName,
      outcome: outcome.kind,
      text: consoleText(value),
      reference: probe.variables.describe(undefined, { name: "", value }).reference,
      elapsedMs: Math.max(0, run.elapsed()),
    });
  };

  return guarded(probe.emit, {
    runStarted(run) {
      recordOf(run);
    },

    tickApplied(run, tick) {
      const record = recordOf(run);
      const { chain, activity } = record;
      probe.recording?.recorder.inspector.tickApplied(run, tick);
      switch (tick.kind) {
        case "returned": {
          const node = chain.get(tick.dispatch);
          if (node === undefined) break;
          node.settled = true;
          const step = node.step as string;
          if (activity.failed.size > 0) activity.failed.delete(step);
          for (const event of tick.events) {
            activity.produced.add(step, event);
            if (!record.isTaken(event)) chain.producedBy(event, node);
          }
          break;
        }
        case "sent": {
          const node = chain.get(tick.dispatch);
          if (node === undefined) break;
          activity.produced.add(node.step as string, tick.event);
          if (!record.isTaken(tick.event)) chain.producedBy(tick.event, node);
          break;
        }
        case "waiting": {
          const node = chain.get(tick.dispatch);
          if (node === undefined || tick.prompt === undefined) break;
          activity.produced.add(node.step as string, tick.prompt);
          chain.producedBy(tick.prompt, node);
          break;
        }
        case "failed": {
          const node = chain.get(tick.dispatch);
          if (node === undefined) break;
          chain.failed(node);
          const message = tick.error instanceof Error ? tick.error.message : String(tick.error);
          activity.failed.set(node.step as string, { message, retrying: tick.retryIn !== undefined });
          const handed = tick.retryIn === undefined ? handedOver(run.state, tick.seq) : undefined;
          if (handed !== undefined) activity.produced.add(node.step as string, handed.record.event);
          break;
        }
        case "event": {
          const asked = prompts.question(record, tick.prompt);
          if (asked !== undefined) chain.producedBy(tick.event, chain.producerOf(asked));
          break;
        }
        default:
      }
      gate.changed(record);
      live.changed(record);
    },

    beforeDispatch(run, dispatch) {
      const record = recordOf(run);
      const node = record.chain.add(dispatch);
      const room = probe.pace.room();
      if (room !== undefined) return room.then(() => atGate(record, node));
      return atGate(record, node);
    },

    stepStarted(run, dispatch) {
      const { activity } = recordOf(run);
      const { inputs } = dispatch;
      for (let i = 0; i < inputs.length; i++) activity.delivered.add(dispatch.step, (inputs[i] as EventRecord).event);
    },

    stepSettled(run, dispatch, outcome) {
      const record = recordOf(run);
      if (outcome.kind === "returned" && !record.closed) return undefined;
      const node = record.chain.get(dispatch.id);
      return node && settled(record, node, outcome);
    },

    storeWritten(run, write) {
      if (dataBreakpoints.isEmpty) return undefined;
      const record = recordOf(run);
      const decide = dataBreakpoints.written(record, write);
      return decide && gate.hold(record, decide);
    },

    storeRead(run, read) {
      if (dataBreakpoints.isEmpty) return undefined;
      const record = recordOf(run);
      const decide = dataBreakpoints.read(record, read);
      return decide && gate.hold(record, decide);
    },

    logged(run, line) {
      logLines.logged(recordOf(run), line);
    },

    promptOpened(run, prompt) {
      const record = recordOf(run);
      prompts.opened(record, prompt);
      const node = record.chain.untaken(prompt.event, run.elapsed());
      void gate.hold(record, () => {
        const top = { node, past: false };
        const asked = { description: `Paused on the question ${describe(node)}`, top };
        // Where a step takes the event too, its dispatch is what the breakpoint means.
        const hit = breakpoints.isEmpty || record.isTaken(prompt.event) ? [] : breakpoints.hits(record, node);
        if (hit.length > 0) return { reason: "breakpoint", hit, ...asked };
        if (!exceptions.shouldStop("inputRequired", new Scope(record, node))) return undefined;
        return { reason: "exception", hit: [], ...asked };
      });
    },

    promptClosed(run, prompt, reason) {
      prompts.closed(recordOf(run), prompt, reason);
    },

    eventUnhandled(run, event) {
      if (!exceptions.has("unhandledEvent")) return;
      const record = recordOf(run);
      const node = record.chain.untaken(event, run.elapsed());
      const error = new Error(`No step takes ${event.$type}, and nobody waits for it.`);
      error.name = "UnhandledEvent";
      error.stack = `${error.name}: ${error.message}`;
      void gate.hold(record, failed(record, "unhandledEvent", node, { error, description: error.message }));
    },

    runEnded(run, outcome) {
      const record = recordOf(run);
      const held = outcome.kind === "cancelled" ? undefined : beforeEnd(record, outcome);
      if (held !== undefined) return held.then(() => finish(record, outcome));
      finish(record, outcome);
      return undefined;
    },

    frozenMs: () => probe.heartbeat.frozenMs(),
  });
}

/** Names of the classes whose events have another name. */
function classNames(run: InspectedRun): string[] {
  const events = new Set(run.steps.flatMap(({ accepts }) => accepts));
  return [...events].flatMap((event) => {
    const name = run.eventClass(event)?.name;
    return typeof name !== "string" || name === event ? [] : [name];
  });
}

function endsRun(outcome: StepOutcome): boolean {
  if (outcome.kind === "failed") return outcome.retryIn === undefined && outcome.handler === undefined;
  return outcome.kind === "returned" && outcome.events.some(isStop);
}

function isStop(event: Event): boolean {
  return (event.constructor as unknown as EventClass).kind === "stop";
}

/** Characters of a result; the rest of it can be opened. */
const LONGEST_TEXT = 100_000;

/** A result or an error for the console. Runs no getter. */
function consoleText(value: unknown): string {
  if (typeof value === "string") return cut(value, LONGEST_TEXT);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return inspect(value, { customInspect: false, depth: 4, maxArrayLength: 100, maxStringLength: 10_000 });
}

import type { ProbeRequests } from "../protocol/probe.ts";
import { completions } from "./completions.ts";
import type { RequestHandlers } from "./connection.ts";
import { exceptionInfo } from "./failures.ts";
import { fork } from "./fork.ts";
import type { KnownFrame } from "./frames.ts";
import type { ResumeKind } from "./gate.ts";
import { dispatchTargets, prefer } from "./held-dispatches.ts";
import { instancesOf } from "./instances.ts";
import { openInspector } from "./open-inspector.ts";
import { passOn } from "./pass-on.ts";
import type { Probe } from "./probe.ts";
import { fieldsOf, makeEvent } from "./prompts.ts";
import { Scope } from "./scope.ts";
import { scopesOf } from "./scopes.ts";
import { topOf } from "./stop.ts";
import { terminate } from "./terminate.ts";

/** Where the JavaScript debugger finds the method that it is to step into. */
const STEP_IN = Symbol.for("stepwright.stepInTarget");

type Aside = NonNullable<ProbeRequests["continue"]["body"]["aside"]>;

export interface SessionHandlers {
  /** The first configuration is there: the program may start, and dispatch unless it is `held`. */
  configured(held: boolean): void;
  /** The debugger goes, and the program goes on without it. */
  detach(): void;
}

/** What the probe answers the adapter. */
export function createHandlers(probe: Probe, { configured, detach }: SessionHandlers): RequestHandlers {
  const { runs, gate, frames, variables, evaluator, prompts, live } = probe;
  let isFirst = true;

  const frameFor = (frameId: number | undefined): KnownFrame => {
    if (frameId !== undefined) return frames.get(frameId);
    // The console without a stop: over the run that stands, else over the newest one.
    const record = [...runs].find((each) => each.stop !== undefined) ?? [...runs].at(-1);
    if (record === undefined) throw new Error("No workflow is running.");
    const node = topOf(record)?.node;
    if (node === undefined) throw new Error(`${record.name} has dispatched nothing yet.`);
    return { record, node, past: true, failure: record.stop?.failure, change: record.stop?.change };
  };

  const resume = (kind: ResumeKind, { thread, single }: { thread: number; single: boolean }): { aside: Aside } => {
    gate.resume(runs.byThread(thread), kind, single);
    return {
      aside: single ? [] : [...runs].filter(({ isAside }) => isAside).map((record) => ({ thread: record.thread })),
    };
  };

  const handlers: RequestHandlers = {
    configure({ breakpoints, dataBreakpoints, exceptions, stopOnEntry, noDebug, logMark, record, held = false }) {
      if (isFirst && record !== undefined) probe.record(record);
      probe.breakpoints.set(breakpoints);
      probe.dataBreakpoints.set(dataBreakpoints);
      probe.logLines.mark = logMark;
      probe.exceptions.set(exceptions);
      gate.configure({ noDebug, ...(isFirst ? { stopOnEntry } : {}) });
      if (isFirst) {
        isFirst = false;
        queueMicrotask(() => configured(held));
      }
      return {};
    },

    threads: () => ({
      threads: [...runs].map(({ thread, name, run, closed }) => ({ thread, name, runId: run.id, stopped: closed })),
    }),

    continue: (args) => resume("continue", args),
    next: (args) => resume("next", args),
    stepOut: (args) => resume("stepOut", args),
    hold() {
      gate.holdAll();
      return {};
    },
    release({ stops }) {
      if (gate.stops <= stops) gate.releaseAll();
      return {};
    },
    pause({ thread }) {
      gate.pause(thread === undefined ? undefined : runs.byThread(thread));
      return {};
    },

    dispatchTargets: ({ thread }) => ({ targets: dispatchTargets(runs.byThread(thread)) }),
    prefer({ thread, dispatchId, stop }) {
      const record = runs.byThread(thread);
      if (stop) gate.goTo(record, dispatchId);
      else prefer(record, dispatchId);
      return {};
    },

    stack: ({ thread, start, count }) => frames.stack(runs.byThread(thread), start, count),
    scopes: ({ frameId }) => ({ scopes: scopesOf(frames.get(frameId), variables) }),
    variables: ({ reference, start, count, filter }) => ({
      variables: variables.variables(reference, start, count, filter),
    }),
    setVariable({ reference, name, value }) {
      const record = variables.ownerOf(reference);
      const node = record && topOf(record)?.node;
      if (record === undefined) throw new Error("What the console printed cannot be changed.");
      return variables.set(reference, name, evaluator.typedValue(value, new Scope(record, node)));
    },
    memory: ({ reference, offset, count }) => variables.memory(reference, offset, count),
    statePath: ({ reference, name }) => variables.statePath(reference, name),
    evaluate(args) {
      return evaluator.evaluate(args, frameFor(args.frameId));
    },
    completions({ text, column, frameId }) {
      const { record, node } = frameFor(frameId);
      return { targets: completions(text, column, new Scope(record, node)) };
    },
    exceptionInfo({ thread }) {
      const failure = runs.byThread(thread).stop?.failure;
      if (failure === undefined) throw new Error(`Run #${thread} did not stop on a failure.`);
      return exceptionInfo(failure);
    },

    reply(args) {
      prompts.reply(args);
      return {};
    },
    send({ thread, event, fields, step, frameId }) {
      const record = runs.byThread(thread);
      const known = frameId === undefined ? undefined : frames.get(frameId);
      const scope = new Scope(known?.record ?? record, known?.node ?? topOf(record)?.node);
      record.run.sendEvent(
        makeEvent(record, event, evaluator.fields(fields, scope)),
        step === undefined ? {} : { step },
      );
      return {};
    },
    eventFields: ({ thread, event }) => ({ fields: fieldsOf(runs.byThread(thread), event) }),
    cancel({ thread, reason }) {
      const chosen = thread === undefined ? [...runs] : [runs.byThread(thread)];
      for (const { run } of chosen) run.cancel(reason);
      return {};
    },

    instances: ({ thread, ...query }) => instancesOf(runs.byThread(thread), query),
    recording() {
      const { recording } = probe;
      if (recording === undefined) return {};
      return { path: recording.flush(), ...(recording.problem === undefined ? {} : { problem: recording.problem }) };
    },
    fork: (args) => fork(probe, args),

    pace({ isBehind }) {
      probe.pace.isBehind = isBehind;
      return {};
    },
    state: () => ({ runs: live.all() }),
    openInspector: () => openInspector(),
    passOn({ address }) {
      passOn(address);
      return {};
    },
    detach() {
      queueMicrotask(detach);
      return {};
    },
    terminate({ graceMs }) {
      queueMicrotask(() => void terminate(probe, graceMs));
      return {};
    },
    stepInTarget({ thread }) {
      const record = runs.byThread(thread);
      const node = topOf(record)?.node;
      if (node?.step === undefined) throw new Error("There is no step to step into: nobody takes this event.");
      const target = record.runtime.stepFunction(record.run.workflow, node.step);
      if (target === undefined) throw new Error(`${record.run.workflowName}.${node.step} was not found.`);
      (globalThis as { [STEP_IN]?: unknown })[STEP_IN] = target;
      return { expression: `globalThis[Symbol.for(${JSON.stringify(STEP_IN.description)})]`, step: node.step };
    },
  };
  const inTurn = Object.entries(handlers).map(([command, handle]) => {
    const answer = handle as (args: unknown) => unknown;
    return [command, (args: unknown) => probe.turn.answer(() => answer(args))];
  });
  return Object.fromEntries(inTurn) as RequestHandlers;
}

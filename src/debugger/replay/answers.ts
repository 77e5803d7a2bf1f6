/** What a recording answers about the point at which it stands: stack, scopes, variables, expressions, the graph. */
import { completions } from "../probe/completions.ts";
import type { RequestHandlers } from "../probe/connection.ts";
import { Evaluator } from "../probe/evaluate.ts";
import { exceptionInfo } from "../probe/failures.ts";
import { Frames, type KnownFrame } from "../probe/frames.ts";
import { instancesOf } from "../probe/instances.ts";
import { liveState } from "../probe/live.ts";
import type { PureEvaluation } from "../probe/pure-evaluation.ts";
import type { RunRecord } from "../probe/runs.ts";
import { Scope } from "../probe/scope.ts";
import { scopesOf } from "../probe/scopes.ts";
import { topOf } from "../probe/stop.ts";
import { VariableStore } from "../probe/variables.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { PastEdits } from "./past-edits.ts";
import type { RecordedRuns } from "./recorded-runs.ts";

/** Handles of frames and variables begin here, in the middle of a process's range: those of the live program are smaller. */
const FIRST_HANDLE = 2 ** 23;

/** The probe's requests that look at the point. */
export const LOOKS = [
  "threads",
  "stack",
  "scopes",
  "variables",
  "setVariable",
  "statePath",
  "dispatchTargets",
  "prefer",
  "evaluate",
  "completions",
  "exceptionInfo",
  "instances",
  "state",
] as const satisfies readonly (keyof ProbeRequests)[];

export interface Answers {
  readonly handlers: Pick<RequestHandlers, (typeof LOOKS)[number]>;
  /** Frames and variables of the point before mean nothing any more. */
  forget(): void;
}

/** `shown` is the run at whose stop the recording stands, if it stands anywhere. */
export function answersOf(
  runs: RecordedRuns,
  pure: PureEvaluation,
  edits: PastEdits,
  shown: () => RunRecord | undefined,
): Answers {
  const [frames, variables] = [new Frames(FIRST_HANDLE), new VariableStore(FIRST_HANDLE)];
  const evaluator = new Evaluator(variables);
  const frameFor = (frameId: number | undefined): KnownFrame => {
    if (frameId !== undefined) return frames.get(frameId);
    const record = shown();
    const node = record && topOf(record)?.node;
    if (record === undefined || node === undefined) throw new Error("The replay has not begun.");
    return { record, node, past: true, failure: record.stop?.failure };
  };
  const handlers: Answers["handlers"] = {
    threads: () => ({
      threads: runs.alive.map(({ record }) => ({
        thread: record.thread,
        name: record.name,
        runId: record.run.id,
        stopped: true,
      })),
    }),
    stack: ({ thread, start, count }) => frames.stack(runs.get(thread).record, start, count),
    scopes: ({ frameId }) => ({ scopes: scopesOf(frames.get(frameId), variables) }),
    variables: ({ reference, start, count, filter }) => ({
      variables: variables.variables(reference, start, count, filter),
    }),
    setVariable: ({ reference, name, value }) => {
      const record = variables.ownerOf(reference);
      if (record === undefined) throw new Error("What the console printed cannot be changed.");
      edits.check();
      const top = topOf(record);
      if (record !== shown() || top === undefined || top.past || top.node.step === undefined) {
        throw new Error(
          "Only what is about to be dispatched can be changed, since the new run starts there: step back to the dispatch first.",
        );
      }
      const changed = pure.evaluate(value, new Scope(record, top.node));
      return variables.set(reference, name, changed);
    },
    statePath: ({ reference, name }) => variables.statePath(reference, name),
    // What was dispatched when is settled.
    dispatchTargets: () => ({ targets: [] }),
    prefer: () => {
      throw new Error("The order of the past is settled: continue to now first.");
    },
    evaluate: (args) => {
      // The past can be looked at only: what the console may do to a running program has no meaning there.
      const context = args.context === "repl" ? "watch" : args.context;
      try {
        return evaluator.evaluate({ ...args, context }, frameFor(args.frameId));
      } catch (error) {
        const message = (error as Error).message.replace(
          " Evaluate it in the Debug Console.",
          " The past can only be looked at.",
        );
        throw new Error(message);
      }
    },
    completions: ({ text, column, frameId }) => {
      const { record, node } = frameFor(frameId);
      return { targets: completions(text, column, new Scope(record, node)) };
    },
    exceptionInfo: ({ thread }) => {
      const failure = runs.get(thread).record.stop?.failure;
      if (failure === undefined) throw new Error(`Run #${thread} did not stop on a failure.`);
      return exceptionInfo(failure);
    },
    instances: ({ thread, ...query }) => instancesOf(runs.get(thread).record, query),
    state: () => ({ runs: runs.alive.map(({ record }) => liveState(record)) }),
  };
  return {
    handlers,
    forget: () => {
      const owners = new Set(runs.alive.map(({ record }) => record));
      variables.forget(owners);
      frames.forget(owners);
    },
  };
}

import { failureOf, failureStop } from "../probe/failures.ts";
import { describe, type Stop } from "../probe/stop.ts";
import type { ExceptionFilter } from "../protocol/probe.ts";
import type { EndLine, TickLine } from "../recording/format.ts";
import type { Point } from "./points.ts";
import type { RecordedRuns } from "./recorded-runs.ts";

/** A stop at a point of a recording, with the exception filter that it belongs to, where it is one's. */
export type RecordedStop = Stop & { readonly filter?: ExceptionFilter };

/** What is shown at a point. The recording must be there. */
export function stopAt(runs: RecordedRuns, point: Point, how: Pick<Stop, "reason" | "description">): RecordedStop {
  const { record, chain } = runs.get(point.run);
  const { decoder } = runs.values;
  switch (point.kind) {
    case "dispatch": {
      const node = chain.get(point.dispatch);
      return { ...how, hit: [], top: node && { node, past: false } };
    }
    case "failed": {
      const node = chain.get(point.dispatch);
      const line = runs.line(point.line) as TickLine;
      const { retryIn, handler } = line;
      const filter: ExceptionFilter = retryIn === undefined ? "stepFailed" : "stepWillRetry";
      if (node === undefined) return { ...how, hit: [], top: undefined };
      const failure = failureOf(node, {
        kind: "failed",
        error: decoder.value(line.error),
        attempt: node.attempt,
        ...(retryIn === undefined ? {} : { retryIn }),
        ...(handler === undefined ? {} : { handler }),
      });
      return { ...failureStop(filter, node, failure), filter };
    }
    case "written": {
      const node = chain.get(point.dispatch);
      return { ...how, hit: [], top: node && { node, past: true } };
    }
    case "asked": {
      const node = chain.question(runs.values.made(point.prompt.event), point.prompt.dispatch, record.run.elapsed());
      const description = `Paused on the question ${describe(node)}`;
      return { reason: "exception", hit: [], description, top: { node, past: false }, filter: "inputRequired" };
    }
    case "unhandled": {
      const { event, producer } = runs.values.record(runs.indexOf(point.run), point.event);
      const node = chain.question(event, producer, record.run.elapsed());
      const error = new Error(`No step takes ${event.$type}, and nobody waits for it.`);
      error.name = "UnhandledEvent";
      error.stack = `${error.name}: ${error.message}`;
      return {
        ...failureStop("unhandledEvent", node, { error, description: error.message }),
        filter: "unhandledEvent",
      };
    }
    default: {
      const line = runs.line(point.line) as EndLine;
      const description = `${record.run.workflowName} ${point.kind === "runFailed" ? "failed" : "timed out"}.`;
      const failure = { error: decoder.value(line.error), description };
      return { ...failureStop(point.kind, chain.last, failure), filter: point.kind };
    }
  }
}

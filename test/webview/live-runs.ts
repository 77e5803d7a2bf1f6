/** Runs as the debug adapter reports them. */
import type { LiveRun } from "../../src/debugger/protocol/editor.ts";

export function run(workflow: string, more: Partial<LiveRun> = {}): LiveRun {
  return {
    runId: `${workflow}-1`,
    threadId: 1,
    workflow,
    status: "running",
    pending: [],
    running: [],
    waiting: [],
    delivered: [],
    produced: [],
    failed: [],
    ...more,
  };
}

/** `Event step 3` as a count. */
export function counts(...texts: readonly string[]): { event: string; step: string; count: number }[] {
  return texts.map((text) => {
    const [event = "", step = "", count = "1"] = text.split(" ");
    return { event, step, count: Number(count) };
  });
}

/** In the middle of the fan-out: five searches asked for, two done, one stopped before it starts, one failed and tries again. */
export const searching = run("ParallelSearchFlow", {
  status: "stopped",
  pending: counts("SearchRequested search 2"),
  running: [{ step: "search", count: 1, ms: 1400 }],
  delivered: counts("StartEvent plan", "SearchRequested search 3", "SearchCompleted combine 2"),
  produced: counts("SearchRequested plan 5", "SearchCompleted search 2", "SearchProgress search 12"),
  stopped: { event: "SearchCompleted", step: "combine", reason: "breakpoint" },
});

/** The review waits for a person. */
export const reviewing = run("ReviewFlow", {
  status: "waiting",
  running: [{ step: "review", count: 1, ms: 64_000 }],
  waiting: counts("ApprovalGiven review"),
  delivered: counts("StartEvent draft", "ChangesRequested draft", "Drafted review 2"),
  produced: counts("Drafted draft 2", "ApprovalRequired review", "ChangesRequested review"),
});

/** A failure of one step went to its handler. */
export const recovering = run("RecoveryFlow", {
  running: [{ step: "parse", count: 1, ms: 300 }],
  delivered: counts("StartEvent fetch", "StepFailedEvent recover", "Fetched parse"),
  produced: counts("StepFailedEvent fetch", "Fetched recover"),
  failed: [{ step: "fetch", message: "The server did not answer.", retrying: false }],
});

/** One step tries again after a failure, another one has given up. */
export const failing = run("ResearchFlow", {
  pending: counts("SourceRequested gather 3"),
  running: [{ step: "gather", count: 2, ms: 800 }],
  delivered: counts("StartEvent classify", "TopicClassified planSources", "SourceRequested gather 4"),
  produced: counts("TopicClassified classify", "SourceRequested planSources 7", "SourceGathered gather 2"),
  failed: [
    { step: "gather", message: "The archive did not answer within 5 s.", retrying: true },
    { step: "planSources", message: "No source for the topic.", retrying: false },
  ],
});

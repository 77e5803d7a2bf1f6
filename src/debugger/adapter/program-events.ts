/** What the program's probe tells, in DAP's events. */
import type { ProbeEvents } from "../protocol/probe.ts";
import type { ProbeEventHandlers } from "../protocol/probe-connection.ts";
import { processOf } from "../protocol/process-ids.ts";
import type { Breakpoints } from "./breakpoints.ts";
import type { Client } from "./client.ts";
import type { DataBreakpoints } from "./data-breakpoints.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { Execution } from "./execution.ts";
import type { Knowledge } from "./knowledge.ts";
import type { LiveState } from "./live-state.ts";
import type { Prompts } from "./prompts.ts";
import type { Resumption } from "./resumption.ts";
import type { Runs } from "./runs.ts";
import type { StepOutput } from "./step-output.ts";
import type { Variables } from "./variables.ts";

interface Parts {
  readonly client: Client;
  readonly link: DebuggeeLink;
  readonly knowledge: Knowledge;
  readonly breakpoints: Breakpoints;
  readonly dataBreakpoints: DataBreakpoints;
  readonly runs: Runs;
  readonly resumption: Resumption;
  readonly execution: Execution;
  readonly prompts: Prompts;
  readonly live: LiveState;
  readonly output: StepOutput;
  readonly variables: Variables;
  /** A copy of the library was loaded; `isSeen` where its runs can be inspected. */
  runtimeLoaded(isSeen: boolean): void;
}

export function programEvents(parts: Parts): ProbeEventHandlers {
  const { client, link, knowledge, breakpoints, runs, resumption, execution, prompts, live, output } = parts;
  return {
    hello: () => {},
    refused: () => {},
    runtime: ({ version, protocol, supported }) => {
      parts.runtimeLoaded(supported);
      if (supported) return;
      client.output(
        `The program uses stepwright ${version} (inspection protocol ${protocol}), which this debugger cannot inspect: its workflows run, but do not stop. Update the package "stepwright" or the extension, so that both are of one version.`,
        { category: "important" },
      );
    },
    workflowSeen: (workflow) => {
      knowledge.seen(workflow);
      breakpoints.recheck();
    },
    runStarted: (run) => runs.started(run),
    // Only a recording tells of these: see past.ts.
    runs: () => {},
    runEnded: (ended) => printEnd(parts, ended),
    stopped: ({ thread, reason, hit, description, text, allThreads }) => {
      output.close();
      resumption.stops(thread);
      runs.stopped(thread);
      if (allThreads) link.stopped(thread);
      const hitIds = hit.filter((id) => breakpoints.isClients(id));
      client.event("stopped", {
        reason: reason === "breakpoint" ? breakpoints.reasonFor(hit) : reason,
        threadId: thread,
        allThreadsStopped: allThreads,
        description,
        ...(hitIds.length === 0 ? {} : { hitBreakpointIds: hitIds }),
        ...(text === undefined ? {} : { text }),
      });
    },
    continued: ({ thread, allThreads }) => {
      if (link.stops.withdrawn(thread)) return;
      runs.resumed(thread, allThreads);
      if (allThreads) link.stops.released(processOf(thread));
      execution.forgetStop();
      client.event("continued", { threadId: thread, allThreadsContinued: allThreads });
    },
    output: (printed) => output.print(printed),
    breakpointProblem: ({ id, message }) => {
      breakpoints.problem(id, message);
      parts.dataBreakpoints.problem(id, message);
      output.close();
      client.output(message, { category: "stderr" });
    },
    promptOpened: (prompt) => prompts.opened(prompt),
    promptClosed: (prompt) => prompts.closed(prompt),
    live: (state) => live.changed(state),
  };
}

/** The result, or why there is none; it can be expanded. */
function printEnd(
  { client, output, runs, variables }: Pick<Parts, "client" | "output" | "runs" | "variables">,
  { thread, workflow, outcome, text, reference, elapsedMs }: ProbeEvents["runEnded"],
): void {
  output.close();
  const name = runs.ended(thread)?.name ?? workflow;
  const seconds = (elapsedMs / 1000).toFixed(elapsedMs < 10_000 ? 2 : 0);
  const how = { completed: "completed", failed: "failed", timedOut: "timed out", cancelled: "was cancelled" }[outcome];
  client.output(`${name} ${how} after ${seconds} s: ${text}`, {
    category: outcome === "completed" ? "console" : "stderr",
    ...(reference === 0 ? {} : { variablesReference: variables.inOutput("result", text, reference) }),
  });
}

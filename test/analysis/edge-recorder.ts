/** Runs a workflow and notes every edge of its graph that the runs take. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Inspector, StepFailedEvent, Workflow } from "stepwright";
import type { Analyzer } from "../../src/analysis/analyzer.ts";
import type { Edge, WorkflowNode } from "../../src/analysis/workflow-graph.ts";
import type { Recording } from "./recordings.ts";

export interface RecordedEdges {
  /** Edges of the static graph. */
  readonly drawn: ReadonlySet<string>;
  /** Edges that runs took. */
  readonly taken: ReadonlySet<string>;
}

export async function record(recording: Recording, analyzer: Analyzer): Promise<RecordedEdges> {
  const { workflow, inputs, answers = [], asked } = recording;
  const path = pathOf(recording);
  const graph = analyzer
    .graphOf(path)
    .workflows.find((one) => [one.name, one.exportName, one.exported].includes(workflow));
  assert.ok(graph, `${path} declares no ${workflow}`);
  const module = (await import(path)) as Record<string, unknown>;
  const Flow = module[workflow] as new (options: object) => Workflow<object, unknown>;
  const taken = new Set<string>();
  for (const input of inputs) {
    const run = new Flow({ timeout: 20, inspectors: [recorder(taken, graph)] }).run(input);
    for (const answer of answers) run.sendEvent(answer(module));
    const ended = run.then(
      () => {},
      () => {}, // a fixture may end in an error: its edges count all the same
    );
    if (asked) {
      for await (const event of run.streamEvents()) {
        const prompt = run.prompts.find((one) => one.event === event);
        if (prompt) run.sendEvent(asked(module), { prompt: prompt.id });
      }
    }
    await ended;
  }
  return { drawn: new Set(graph.edges.map(textOf)), taken };
}

function pathOf({ file }: Recording): string {
  const base = file.startsWith("examples/") ? `../../${file}` : file;
  const paths = [".ts", ".js"].map((ending) => fileURLToPath(new URL(`${base}${ending}`, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? base;
}

/** An edge as text, without the list mark on what a step accepts: a collecting step is told apart by its slot. */
function textOf({ kind, event, step, list }: Pick<Edge, "kind" | "event" | "step" | "list">): string {
  const producing = kind !== "accept" && kind !== "wait";
  return `${step} ${kind} ${event}${producing && list ? "[]" : ""}`;
}

/** Notes every edge that a run takes. */
function recorder(taken: Set<string>, graph: WorkflowNode): Inspector {
  const stepOf = new Map<string, string>();
  const note = (kind: Edge["kind"], event: string, step: string | undefined, list = false): void => {
    if (step !== undefined) taken.add(textOf({ kind, event, step, list }));
  };
  return {
    beforeDispatch(run, { id, step, inputs }) {
      stepOf.set(`${run.id} ${id}`, step);
      for (const { event } of inputs) {
        note("accept", event.$type, step);
        const failed = event.$type === "StepFailedEvent" ? (event as StepFailedEvent).stepName : undefined;
        const isNamed = graph.steps.find(({ name }) => name === step)?.catches?.some((name) => name === failed);
        if (isNamed) note("fail", event.$type, failed);
      }
    },
    stepSettled(_run, { step }, outcome) {
      if (outcome.kind !== "returned") return;
      for (const event of outcome.events) note("return", event.$type, step, outcome.list);
    },
    tickApplied(run, tick) {
      const step = "dispatch" in tick ? stepOf.get(`${run.id} ${tick.dispatch}`) : undefined;
      if (tick.kind === "sent") note("send", tick.event.$type, step);
      if (tick.kind === "streamed") note("stream", tick.event.$type, step);
      if (tick.kind !== "waiting") return;
      note("wait", tick.event, step);
      if (tick.prompt) note("prompt", tick.prompt.$type, step);
    },
  };
}

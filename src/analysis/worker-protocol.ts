/** What the owner of the analysis worker and the worker say to each other: one typed map, checked on both sides. */
import { z } from "zod";
import type { WorkflowSummary } from "./analyzer.ts";
import { type Diagnostic, type DiagnosticCode, SEVERITIES } from "./diagnostics/diagnostic.ts";
import type { NamedEvent } from "./event-at.ts";
import type { SourceTarget } from "./locate.ts";
import { LANES } from "./worker-signals.ts";
import { WORKFLOW_GRAPH_VERSION, type WorkflowGraph } from "./workflow-graph.ts";

const range = z.object({
  file: z.string(),
  startLine: z.number().int(),
  startColumn: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
});
const eventKind = z.enum(["start", "stop", "inputRequired", "humanResponse", "stepFailed", "event"]);
const field = z.object({ name: z.string(), type: z.string(), optional: z.boolean(), docs: z.string().exactOptional() });
const exported = z.enum(["named", "default", "none"]);

const event = z.object({
  name: z.string(),
  className: z.string(),
  kind: eventKind,
  extends: z.array(z.string()),
  fields: z.array(field),
  unnamed: z.literal(true).exactOptional(),
  docs: z.string().exactOptional(),
  range: range.exactOptional(),
  nameRange: range.exactOptional(),
});

const emission = z.object({
  event: z.string(),
  kind: z.enum(["return", "send", "stream", "prompt"]),
  list: z.boolean(),
  range: range.exactOptional(),
});

const step = z.object({
  name: z.string(),
  kind: z.enum(["step", "catchError"]),
  accepts: z.array(z.string()),
  fanIn: z.enum(["collectEvents", "collect", "join"]).exactOptional(),
  emits: z.array(emission),
  waitsFor: z.array(z.string()),
  children: z.array(z.string()),
  workers: z.number().exactOptional(),
  open: z.boolean().exactOptional(),
  unclear: z.boolean().exactOptional(),
  skipGraphChecks: z.boolean().exactOptional(),
  catches: z.array(z.string()).exactOptional(),
  inheritedFrom: z.string().exactOptional(),
  docs: z.string().exactOptional(),
  range,
  headRange: range,
  bodyRange: range,
  nameRange: range,
});

const edge = z.object({
  kind: z.enum(["accept", "return", "send", "stream", "prompt", "wait", "fail"]),
  event: z.string(),
  step: z.string(),
  list: z.boolean(),
});

const workflow = z.object({
  name: z.string(),
  exported,
  exportName: z.string().exactOptional(),
  abstract: z.boolean(),
  extends: z.string().exactOptional(),
  docs: z.string().exactOptional(),
  events: z.array(z.string()),
  steps: z.array(step),
  edges: z.array(edge),
  input: z.array(field),
  range,
  nameRange: range,
});

/** The graph as it crosses to another thread or process. */
export const workflowGraph: z.ZodType<WorkflowGraph> = z.object({
  version: z.literal(WORKFLOW_GRAPH_VERSION),
  file: z.string(),
  workflows: z.array(workflow),
  events: z.array(event),
  notes: z.array(
    z.object({
      severity: z.enum(["error", "warning", "info"]),
      code: z.enum(["syntax-error", "unknown-event", "same-event-name"]).exactOptional(),
      message: z.string(),
      range: range.exactOptional(),
    }),
  ),
  readFrom: z.array(z.string()).exactOptional(),
});

const workflowSummary: z.ZodType<WorkflowSummary> = z.object({
  name: z.string(),
  file: z.string(),
  exported,
  exportName: z.string().exactOptional(),
  abstract: z.boolean(),
  range,
  nameRange: range,
});

const sourceTarget: z.ZodType<SourceTarget> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("event"),
    name: z.string(),
    className: z.string(),
    runtimeNames: z.array(z.string()),
    eventKind,
    range,
    nameRange: range,
  }),
  z.object({ kind: z.literal("step"), workflow: z.string(), step: z.string(), range, nameRange: range }),
]);

const namedEvent: z.ZodType<NamedEvent> = z.object({ event, range });

const diagnosticSchema: z.ZodType<Diagnostic> = z.object({
  code: z.enum(Object.keys(SEVERITIES) as [DiagnosticCode, ...DiagnosticCode[]]),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  range,
  workflow: z.string().exactOptional(),
  fixes: z.array(z.object({ title: z.string(), edits: z.array(z.object({ range, text: z.string() })) })),
});

const unsaved = { text: z.string().exactOptional() };
/** Files with the texts of editors that are not saved, which count for what imports them, too. */
const manyFiles = z.object({
  files: z.array(z.string()),
  unsaved: z.record(z.string(), z.string()).exactOptional(),
});

/** Requests by name: what they take and what they answer. Paths are absolute, lines count from 1. */
export const analysisRequests = {
  graphOf: {
    params: z.object({ file: z.string(), ...unsaved, types: z.boolean().exactOptional() }),
    result: workflowGraph,
  },
  /** From the syntax alone; files that are gone are left out. */
  graphsOf: { params: manyFiles, result: z.array(workflowGraph) },
  diagnose: { params: z.object({ file: z.string(), ...unsaved }), result: z.array(diagnosticSchema) },
  /** By path; files that are gone are left out. */
  diagnoseAll: { params: manyFiles, result: z.record(z.string(), z.array(diagnosticSchema)) },
  findWorkflows: { params: z.object({ folder: z.string() }), result: z.array(workflowSummary) },
  locate: {
    params: z.object({ file: z.string(), line: z.number().int(), ...unsaved }),
    result: sourceTarget.optional(),
  },
  /** The event class that the name at a place stands for; columns count from 1, too. */
  eventAt: {
    params: z.object({ file: z.string(), line: z.number().int(), column: z.number().int(), ...unsaved }),
    result: namedEvent.optional(),
  },
  /** Every event class and step that a file declares. */
  targetsOf: { params: z.object({ file: z.string(), ...unsaved }), result: z.array(sourceTarget) },
  /** Every event class and step of a file, or under a folder. */
  targets: { params: z.object({ path: z.string() }), result: z.array(sourceTarget) },
  /** The places of an event (`Retrieved`) or a step (`synthesize`, `RagFlow.synthesize`) under a folder. */
  locateName: { params: z.object({ path: z.string(), name: z.string() }), result: z.array(sourceTarget) },
} as const;

export type AnalysisMethod = keyof typeof analysisRequests;
export type AnalysisParams<M extends AnalysisMethod> = z.infer<(typeof analysisRequests)[M]["params"]>;
export type AnalysisResult<M extends AnalysisMethod> = z.infer<(typeof analysisRequests)[M]["result"]>;

/** Owner → worker. */
export const workerRequest = z.object({
  id: z.number().int(),
  lane: z.enum(LANES),
  method: z.enum([
    "graphOf",
    "graphsOf",
    "diagnose",
    "diagnoseAll",
    "findWorkflows",
    "locate",
    "eventAt",
    "targetsOf",
    "targets",
    "locateName",
  ]),
  params: z.unknown(),
});

/** Worker → owner. */
export const workerResponse = z.union([
  z.object({ id: z.number().int(), result: z.unknown() }),
  z.object({ id: z.number().int(), error: z.object({ name: z.string(), message: z.string() }) }),
]);

import { messageOf } from "../errors.ts";
import type { InspectedRun, Inspector } from "../inspector.ts";

type Attributes = Readonly<Record<string, string | number>>;

/** A span as OpenTelemetry has it, as far as it is used here. */
export interface Span {
  setAttributes(attributes: Attributes): unknown;
  addEvent(name: string, attributes?: Attributes): unknown;
  recordException(error: Error): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/** OpenTelemetry's `Tracer`, or anything of its shape. */
export interface Tracer<Context = unknown> {
  startSpan(name: string, options?: { attributes?: Attributes }, context?: Context): Span;
}

export interface TracingOptions<Context> {
  /** Puts spans below their parents: `(span) => trace.setSpan(context.active(), span)`. Without it all are roots. */
  readonly contextOf?: (span: Span) => Context;
}

/** OpenTelemetry's `SpanStatusCode.ERROR`. */
const ERROR = 2;

/**
 * An inspector that makes a span for each run and for each attempt of a step, below their run's: for OpenTelemetry,
 * which this library does not depend on. Spans end with what they stand for, also where it is cancelled.
 */
export function tracing<Context>(tracer: Tracer<Context>, options: TracingOptions<Context> = {}): Inspector {
  const runs = new Map<string, RunSpans>();
  const below = (span: Span | undefined): Context | undefined => span && options.contextOf?.(span);

  const open = (run: InspectedRun): RunSpans => {
    const known = runs.get(run.id);
    if (known) return known;
    const attributes = { "workflow.name": run.workflowName, "workflow.run_id": run.id };
    const parent = run.parentId === undefined ? undefined : runs.get(run.parentId)?.span;
    const spans = { span: tracer.startSpan(run.workflowName, { attributes }, below(parent)), steps: new Map() };
    runs.set(run.id, spans);
    return spans;
  };

  return {
    runStarted: (run) => void open(run),
    stepStarted(run, { id, step, attempt, inputs, worker }) {
      const { span, steps } = open(run);
      const attributes = {
        "workflow.run_id": run.id,
        "step.name": step,
        "step.attempt": attempt,
        "step.worker": worker,
        "step.input_event": inputs.map(({ event }) => event.$type).join(", "),
      };
      steps.set(id, tracer.startSpan(`${run.workflowName}.${step}`, { attributes }, below(span)));
    },
    stepSettled(run, { id }, outcome) {
      const { steps } = open(run);
      const span = steps.get(id);
      if (!span) return;
      steps.delete(id);
      if (outcome.kind === "failed") fail(span, outcome.error);
      else if (outcome.kind === "cancelled") span.addEvent("cancelled");
      else span.setAttributes({ "step.output_event": outcome.events.map((event) => event.$type).join(", ") });
      span.end();
    },
    tickApplied(run, tick) {
      if (tick.kind === "waiting") open(run).steps.get(tick.dispatch)?.addEvent("waiting", { event: tick.event });
    },
    runEnded(run, outcome) {
      const { span, steps } = open(run);
      runs.delete(run.id);
      for (const step of steps.values()) step.end();
      span.setAttributes({ "workflow.outcome": outcome.kind });
      if (outcome.kind === "failed" || outcome.kind === "timedOut") fail(span, outcome.error);
      span.end();
    },
  };
}

interface RunSpans {
  readonly span: Span;
  /** By dispatch. */
  readonly steps: Map<number, Span>;
}

function fail(span: Span, error: unknown): void {
  if (error instanceof Error) span.recordException(error);
  span.setStatus({ code: ERROR, message: messageOf(error) });
}

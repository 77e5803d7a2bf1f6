export { Context, type RetryInfo, type WaitOptions } from "./context/context.ts";
export { Store } from "./context/store.ts";
export type { Representation, RepresentationEdge, RepresentationNode } from "./drawing/representation.ts";
export type { Clock } from "./engine/clock.ts";
export { type Journal, type JournalHeader, MemoryJournal } from "./engine/journal.ts";
export type { RecordedJournal } from "./engine/replay.ts";
export type { Snapshot } from "./engine/snapshot.ts";
export type { RunState } from "./engine/state.ts";
export type { EventRecord, PendingDispatch, Tick, TickBody } from "./engine/tick.ts";
export * from "./errors.ts";
export * from "./events/builtin.ts";
export { decode, encode } from "./events/codec.ts";
export { Event, type EventClass, type EventKind, type EventSubclass } from "./events/event.ts";
export type { InspectedRun, Inspector, Prompt, RunOutcome, StepOutcome, StoreWrite } from "./inspector.ts";
export { Resource, type ResourceFactory, type ResourceOptions, resource, type Use } from "./resources/resource.ts";
export * from "./retry/conditions.ts";
export * from "./retry/policy.ts";
export * from "./retry/stops.ts";
export * from "./retry/waits.ts";
export { type SendOptions, WorkflowRun } from "./run/run.ts";
export { RunContext } from "./run/run-context.ts";
export type { StreamOptions } from "./run/stream.ts";
export { type CatchErrorOptions, catchError } from "./steps/catch-error.ts";
export type { StepOptions } from "./steps/options.ts";
export { type CollectSlot, collect, type JoinSlot, join, take } from "./steps/slots.ts";
export { step } from "./steps/step.ts";
export { type Span, type Tracer, type TracingOptions, tracing } from "./tracing/tracing.ts";
export { VERSION } from "./version.ts";
export {
  type ResumeOptions,
  type RunOptions,
  Workflow,
  type WorkflowClass,
  type WorkflowOptions,
} from "./workflow/workflow.ts";

import { announce } from "./announce.ts";

announce();

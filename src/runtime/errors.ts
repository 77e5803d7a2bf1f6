/** Every error of the library. `code` is stable; the message names the workflow, the step, the event and the way out. */
export abstract class WorkflowError extends Error {
  abstract readonly code: string;
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The workflow's class or options are wrong: found when it is constructed or a step is decorated. */
export class WorkflowConfigurationError extends WorkflowError {
  readonly code = "WORKFLOW_CONFIGURATION";
}

/** The workflow's steps do not fit together: found by `validate()` and before a run. */
export class WorkflowValidationError extends WorkflowError {
  readonly code = "WORKFLOW_VALIDATION";
}

/** A run did what it must not: a step returned no event, an event was sent to nobody, nothing can happen any more. */
export class WorkflowRuntimeError extends WorkflowError {
  readonly code = "WORKFLOW_RUNTIME";
}

/** The run took longer than its `timeout`. */
export class WorkflowTimeoutError extends WorkflowError {
  readonly code = "WORKFLOW_TIMEOUT";
  constructor(
    message: string,
    /** Names of the steps that were at work. */
    readonly activeSteps: readonly string[],
  ) {
    super(message);
  }
}

/** One attempt of a step took longer than the step's `timeout`. Retry policies see it like any error of the step. */
export class StepTimeoutError extends WorkflowError {
  readonly code = "STEP_TIMEOUT";
}

/** A `ctx.waitForEvent` with a `timeout` got no answer in time. */
export class WaitTimeoutError extends WorkflowError {
  readonly code = "WAIT_TIMEOUT";
}

/** The run was cancelled: by `run.cancel()`, an AbortSignal, or its parent. */
export class WorkflowCancelledError extends WorkflowError {
  readonly code = "WORKFLOW_CANCELLED";
}

/** One thing wrong with an event's fields. */
export interface FieldIssue {
  /** Path of the field, e.g. `passages[2]`; empty for the event as a whole. */
  readonly path: string;
  readonly message: string;
}

/** An event's fields do not fit its schema. */
export class EventValidationError extends WorkflowError {
  readonly code = "EVENT_VALIDATION";
  constructor(
    readonly event: string,
    readonly issues: readonly FieldIssue[],
    options?: { cause?: unknown },
  ) {
    const list = issues.map((issue) => (issue.path ? `${issue.path}: ${issue.message}` : issue.message)).join("; ");
    super(`${event}: ${list}`, options);
  }
}

/** A context, store or stream was used when it must not be, e.g. after its step ended. */
export class ContextStateError extends WorkflowError {
  readonly code = "CONTEXT_STATE";
}

/** A snapshot or journal cannot be read. */
export class SnapshotError extends WorkflowError {
  readonly code = "SNAPSHOT";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

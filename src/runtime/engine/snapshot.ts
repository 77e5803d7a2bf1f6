import { messageOf, SnapshotError } from "../errors.ts";
import { decode, encode } from "../events/codec.ts";
import type { EventClass } from "../events/event.ts";
import type { Definition } from "./definition.ts";
import { Deque } from "./deque.ts";
import { type Read, toRead, toStoreRead } from "./reads.ts";
import { activeMsAt, type Running, type RunState, type StepState } from "./state.ts";

/** Bumped when a reader of an older snapshot would misread a newer one. */
export const SNAPSHOT_VERSION = 1;

/** A run as plain JSON: what it holds, whatever its history. Made by `run.snapshot()`, read by `workflow.resume()`. */
export interface Snapshot {
  readonly stepwright: "snapshot";
  readonly version: number;
  readonly workflow: string;
  readonly runId: string;
  /** ms since the epoch. */
  readonly at: number;
  /** The run's state, by the codec. */
  readonly state: unknown;
}

type Plain<T> = Omit<T, "steps"> & { steps: { name: string; queue: unknown[]; resumable: unknown[] }[] };

export function snapshotOf(state: RunState, workflow: string, runId: string, at: number): Snapshot {
  const steps = state.steps.map(({ name, queue, resumable }) => ({
    name,
    queue: [...queue],
    resumable: [...resumable],
  }));
  // What a body has read is mostly what the store still holds: written once.
  const running = withReads(state.running, (read) => toStoreRead(read, state.store) as Read);
  const plain: Plain<RunState> = { ...state, steps, running, activeMs: activeMsAt(state, at), lastAt: at };
  try {
    return { stepwright: "snapshot", version: SNAPSHOT_VERSION, workflow, runId, at, state: encode(plain) };
  } catch (error) {
    throw new SnapshotError(`Workflow ${workflow}: run ${runId} cannot be saved: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** @throws SnapshotError where it is no snapshot, of another version or of other steps. */
export function restoreState(
  snapshot: Snapshot,
  definition: Definition,
  classOf: (name: string) => EventClass | undefined,
): RunState {
  const fail = (message: string): never => {
    throw new SnapshotError(`Workflow ${definition.workflowName}: ${message}`);
  };
  if (snapshot?.stepwright !== "snapshot") fail("that is not a snapshot; pass what run.snapshot() gave.");
  if (snapshot.version !== SNAPSHOT_VERSION) {
    fail(
      `the snapshot has version ${snapshot.version}, this library reads version ${SNAPSHOT_VERSION}. Resume it with the library that wrote it.`,
    );
  }
  if (snapshot.workflow !== definition.workflowName) {
    fail(`the snapshot is of a run of ${snapshot.workflow}. Resume it with that workflow.`);
  }
  const plain = decode(snapshot.state, classOf) as Plain<RunState>;
  const missing = plain.steps.filter((step) => !definition.stepIndex.has(step.name)).map((step) => step.name);
  if (missing.length > 0)
    fail(`the snapshot was made when the workflow had the steps ${missing.join(", ")}, which are gone.`);
  const moved = plain.steps.some((step, index) => definition.steps[index]?.name !== step.name);
  if (moved || plain.steps.length !== definition.steps.length) {
    fail(
      "the workflow's steps have changed since the snapshot was made (their order counts). Resume it with the code that made it.",
    );
  }
  return {
    ...(plain as unknown as RunState),
    running: withReads(plain.running, (read) => toRead(read, plain.store)),
    steps: plain.steps.map((step) => restoreStep(step, plain as unknown as RunState)),
  };
}

function withReads(running: RunState["running"], change: (read: Read) => Read): Map<number, Running> {
  return new Map(
    [...running].map(([id, one]) => [id, one.reads ? { ...one, reads: one.reads.map(change) } : one] as const),
  );
}

/** Worker slots follow from the dispatches that hold one. */
function restoreStep(step: Plain<RunState>["steps"][number], state: RunState): StepState {
  const slots: boolean[] = [];
  let busy = 0;
  for (const running of state.running.values()) {
    if (running.step !== step.name || !running.hasWorker) continue;
    slots[running.worker] = true;
    busy++;
  }
  return {
    name: step.name,
    queue: Deque.of(step.queue) as StepState["queue"],
    resumable: Deque.of(step.resumable) as StepState["resumable"],
    busy,
    slots,
  };
}

import { SnapshotError } from "../errors.ts";
import type { Definition } from "./definition.ts";
import type { JournalHeader } from "./journal.ts";
import { reduce } from "./reduce.ts";
import { initialState, type RunState } from "./state.ts";
import type { Tick } from "./tick.ts";

/** A journal that was kept: what `run.journal` is by default, and what `readJournal` reads from a file. */
export interface RecordedJournal {
  readonly header: JournalHeader | undefined;
  readonly ticks: readonly Tick[];
}

/**
 * The run's state as it was after the tick with that seq (default: the last): queues, running steps, waits, questions,
 * store. Calls no user code. @throws SnapshotError where the journal has no beginning or is of another workflow.
 */
export function replayJournal(
  definition: Definition,
  journal: RecordedJournal | undefined,
  upTo = Number.POSITIVE_INFINITY,
): RunState {
  const header = journal?.header;
  if (!header) {
    throw new SnapshotError(
      `Workflow ${definition.workflowName}: there is no journal to read. A run keeps one in memory unless the workflow's journal option says otherwise; a run that was resumed from a snapshot keeps only what came after.`,
    );
  }
  if (header.workflow !== definition.workflowName) {
    throw new SnapshotError(`The journal is of a run of ${header.workflow}, not of ${definition.workflowName}.`);
  }
  const state = initialState(definition, header.state);
  for (const tick of journal.ticks) {
    if (tick.seq > upTo) break;
    if (tick.seq !== state.seq + 1) {
      throw new SnapshotError(`The journal jumps from tick ${state.seq} to tick ${tick.seq}: ticks are missing.`);
    }
    reduce(definition, state, tick);
  }
  return state;
}

import { SnapshotError } from "../errors.ts";
import { Checkpoints } from "./checkpoints.ts";
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
 * store. Calls no user code. The first time it goes through the journal from its beginning and leaves checkpoints on its way,
 * from which later calls jump. @throws SnapshotError where the journal has no beginning or is of another workflow.
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
  const checkpoints = checkpointsOf(definition, journal);
  const { ticks } = journal;
  const near = checkpoints.before(ticks, upTo);
  const state = near?.state ?? initialState(definition, header.state);
  for (let index = near?.next ?? 0; index < ticks.length; index++) {
    const tick = ticks[index] as Tick;
    if (tick.seq > upTo) break;
    if (tick.seq !== state.seq + 1) {
      throw new SnapshotError(`The journal jumps from tick ${state.seq} to tick ${tick.seq}: ticks are missing.`);
    }
    reduce(definition, state, tick);
    checkpoints.passed(tick, index, state);
  }
  return state;
}

/** By journal, and by the workflow that reads it: they live as long as both. */
const known = new WeakMap<RecordedJournal, WeakMap<Definition, Checkpoints>>();

function checkpointsOf(definition: Definition, journal: RecordedJournal): Checkpoints {
  const ofJournal = known.get(journal) ?? new WeakMap<Definition, Checkpoints>();
  known.set(journal, ofJournal);
  const checkpoints = ofJournal.get(definition) ?? new Checkpoints();
  ofJournal.set(definition, checkpoints);
  return checkpoints;
}

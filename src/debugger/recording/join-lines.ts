import type { RunState } from "../../runtime/engine/state.ts";
import type { EventRecord } from "../../runtime/engine/tick.ts";
import type { LineDraft, RecordedBuffer, RecordedParked } from "./format.ts";

/** What a run's lines tell of events that wait for others: at a joining or collecting step, or in `ctx.collectEvents`. */
export class JoinLines {
  readonly #parked = new Map<string, string>();
  readonly #buffers = new Map<string, number>();

  /** What the steps hold, where that has changed. */
  noteParked(line: LineDraft, state: RunState): void {
    const changes: RecordedParked[] = [];
    const seen = new Set<string>();
    for (const [scope, { parked }] of state.scopes) {
      for (const [step, records] of parked) {
        const key = `${scope}/${step}`;
        seen.add(key);
        const mark = `${records.length}:${records[0]?.id}:${records.at(-1)?.id}`;
        const before = this.#parked.get(key);
        if (before === mark) continue;
        this.#parked.set(key, mark);
        const known = before === undefined ? 0 : Number.parseInt(before, 10);
        const isLonger =
          records.length === known + 1 && (known === 0 || before?.split(":")[1] === String(records[0]?.id));
        const isAppended = isLonger && (known === 0 || before?.endsWith(`:${records.at(-2)?.id}`));
        changes.push(
          isAppended ? ["+", scope, step, records.slice(-1).map(idOf)] : ["=", scope, step, records.map(idOf)],
        );
      }
    }
    for (const key of this.#parked.keys()) {
      if (seen.has(key)) continue;
      this.#parked.delete(key);
      const [scope, step] = key.split("/");
      changes.push(["=", Number(scope), Number(step), []]);
    }
    if (changes.length > 0) line.parked = changes;
  }

  /** What a buffer holds, where that has changed: one more event where that is all. */
  buffer(state: RunState, key: string, added?: string): RecordedBuffer | undefined {
    const buffer = state.buffers.get(key);
    if (buffer === undefined) {
      return this.#buffers.delete(key) ? { key, step: "", missing: 0, held: {} } : undefined;
    }
    const { step, expected, missing } = buffer;
    let count = 0;
    for (const held of buffer.held.values()) count += held.length;
    const before = this.#buffers.get(key);
    this.#buffers.set(key, count);
    if (count === before) return undefined;
    const newest = buffer.held.get(added ?? "")?.at(-1);
    if (newest && before !== undefined && count === before + 1) {
      return { key, step, missing, add: newest.id, name: newest.event.$type };
    }
    const held = Object.fromEntries([...buffer.held].map(([name, records]) => [name, records.map(idOf)]));
    return { key, step, missing, expected: [...expected], held };
  }
}

function idOf(record: EventRecord): number {
  return record.id;
}

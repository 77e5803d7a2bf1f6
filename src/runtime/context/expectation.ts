import type { Buffer } from "../engine/state.ts";
import { type EventClass, nameOf } from "../events/event.ts";

type Expectation = Buffer["expected"];

/**
 * What a call of `collectEvents` expects, as runs: [A, A, B] as [["A", 2], ["B", 1]]. A list that is longer than what
 * has come cannot be complete, whatever stands in it: it is taken for the one that the buffer knows, and is read once
 * enough is there. So a step that hands over a new list of thousands each time still pays for each of them once.
 */
export function expectationOf(classes: readonly EventClass[], buffer: Buffer | undefined): Expectation {
  if (buffer && classes.length === wantedBy(buffer) && classes.length > heldBy(buffer) + 1) {
    return buffer.expected;
  }
  const runs: Array<[string, number]> = [];
  let last: EventClass | undefined;
  for (const cls of classes) {
    const run = runs.at(-1);
    if (cls === last && run) run[1]++;
    else runs.push([nameOf(cls), 1]);
    last = cls;
  }
  return runs;
}

function wantedBy(buffer: Buffer): number {
  let wanted = 0;
  for (const count of buffer.wanted.values()) wanted += count;
  return wanted;
}

function heldBy(buffer: Buffer): number {
  let held = 0;
  for (const records of buffer.held.values()) held += records.length;
  return held;
}

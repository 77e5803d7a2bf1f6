/**
 * A session may debug several processes. Each probe numbers its threads, frames and variables from 1; for the adapter
 * they lie in ranges of their own, one for each process, so that an id tells whose it is.
 */

/** Ids of one process: enough for any session, and small enough that all of them stay below 2 ** 30. */
const RANGE = 2 ** 24;
/** Processes at once, the main one among them. */
export const MAX_PROCESSES = 64;

const IDS = new Set(["thread", "parentThread", "forkOf", "frameId", "reference"]);

/** Which process an id of the adapter belongs to; 0 is the main one. */
export function processOf(id: number): number {
  return Math.min(Math.floor(id / RANGE), MAX_PROCESSES - 1);
}

/** The id of a request's subject, if it has one. */
export function subjectOf(args: object): number | undefined {
  const { thread, frameId, reference } = args as Record<string, unknown>;
  return [thread, frameId, reference].find((id): id is number => typeof id === "number");
}

/** What a probe said, in the adapter's ids. Lists of objects are gone through, the user's values are not. */
export function toAdapterIds(value: unknown, process: number): unknown {
  return process === 0 ? value : shift(value, process * RANGE, true);
}

/** The arguments of a request in the probe's own ids. */
export function toProbeIds(args: unknown, process: number): unknown {
  return process === 0 ? args : shift(args, -process * RANGE, false);
}

function shift(value: unknown, by: number, deep: boolean): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      // A reference of 0 means that there is nothing behind it.
      if (IDS.has(key) && typeof member === "number" && member !== 0) return [key, member + by];
      return [key, deep && Array.isArray(member) ? member.map((each) => shift(each, by, true)) : member];
    }),
  );
}

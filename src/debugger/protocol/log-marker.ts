/**
 * What the probe writes to standard output before a line of `ctx.log`, and the adapter takes out again: an "application
 * program command", which terminals show nothing of, with a mark that the program cannot guess.
 */
export interface LoggedLine {
  /** Of the run. */
  readonly thread: number;
  readonly workflow: string;
  readonly step: string;
  readonly dispatchId: number;
  /** How many lines follow that belong to it. */
  readonly lines: number;
  /** Where the step logs; lines and columns from 1. */
  readonly place?: { readonly path: string; readonly line: number; readonly column: number };
}

const START = "\u001b_";
const END = "\u001b\\";

/** JSON escapes the control characters, so the end is the next one. */
export function logMarker(mark: string, line: LoggedLine): string {
  return `${START}${mark}${JSON.stringify(line)}${END}`;
}

/** How a marker of that mark begins and ends. */
export function markerBounds(mark: string): { readonly start: string; readonly end: string } {
  return { start: `${START}${mark}`, end: END };
}

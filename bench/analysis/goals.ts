import type { Readings } from "./cases.ts";

export type Results = Readonly<Record<string, Readings>>;

export interface Goal {
  readonly what: string;
  readonly value: number;
  /** The most that it should be. */
  readonly limit: number;
  readonly met: boolean;
}

/** The project's goals, as far as what they look at was measured. */
export function checkGoals(results: Results): readonly Goal[] {
  const of = (name: string, reading: string): number => results[name]?.[reading] ?? Number.NaN;
  const whole = of("whole project", "cpu ms");
  const goals: readonly (readonly [string, number, number])[] = [
    ["first graph of the open file, ms", of("open file", "first graph ms"), 400],
    [
      "`stepwright check`, times a program that only creates the project with ts-morph",
      of("whole project, command", "cpu ms") / of("bare ts-morph, command", "cpu ms"),
      1.3,
    ],
    ["whole project with types, times ts-morph that is asked one type", whole / of("plain ts-morph", "cpu ms"), 1.3],
    // It has not even bound the files to each other yet, which every question about a type begins with.
    ["whole project with types, times a bare `new Project`", whole / of("bare ts-morph", "cpu ms"), 1.3],
    ["refresh from syntax after a keystroke, p95 ms", of("keystrokes", "syntax p95 ms"), 60],
    ["refresh with types after a keystroke, p95 ms", of("keystrokes", "types p95 ms"), 300],
    ["memory, peak MB", of("memory", "peak MB"), 600],
    ["memory left when idle, MB more than before", of("memory", "idle MB") - of("memory", "before MB"), 60],
  ];
  return goals
    .filter(([, value]) => !Number.isNaN(value))
    .map(([what, value, limit]) => ({ what, value, limit, met: value <= limit }));
}

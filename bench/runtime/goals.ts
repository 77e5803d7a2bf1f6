import type { Result } from "./cases.ts";

/** A ratio of two results, and what it should be. */
export interface Goal {
  readonly what: string;
  readonly ratio: number;
  /** `least` where more is better, `most` where less is. */
  readonly bound: "least" | "most";
  readonly limit: number;
  readonly met: boolean;
}

/** The project's goals, as far as what they compare was measured; by processor time, which other programs change least. */
export function checkGoals(results: readonly Result[]): readonly Goal[] {
  const find = (group: string, subject: string, size: number): Result | undefined =>
    results.find((one) => one.group === group && one.subject === subject && one.size === size);
  const msOf = (group: string, subject: string, size: number): number =>
    find(group, subject, size)?.cpuMs ?? Number.NaN;
  const snapshot = (ticks: number): number => find("snapshot after ticks", "stepwright", ticks)?.ms ?? Number.NaN;
  const hops = (subject: string): number => msOf("hops", subject, 5000);
  const perHop = (size: number): number => msOf("hops", "stepwright", size) / size;
  const perItem = (subject: string, size: number): number => msOf("fan-out, fan-in", subject, size) / size;
  const fanIn = (subject: string): number => perItem(subject, 100_000) / perItem(subject, 1000);
  const goals = [
    goal(
      "times faster than @llamaindex/workflow-core",
      hops("@llamaindex/workflow-core") / hops("stepwright"),
      "least",
      30,
    ),
    goal("times faster than xstate", hops("xstate") / hops("stepwright"), "least", 12),
    goal("times the bare loop", hops("stepwright") / hops("bare loop"), "most", 30),
    goal("cost of a hop at 200,000 hops, to that at 2,000", perHop(200_000) / perHop(2000), "most", 1.3),
    goal("cost of an item at 100,000, to that at 1,000 (collectEvents)", fanIn("stepwright collectEvents"), "most", 2),
    goal("cost of an item at 100,000, to that at 1,000 (collect)", fanIn("stepwright @step(collect())"), "most", 2),
    goal(
      "cost with a no-op inspector, to that without",
      msOf("inspector", "no-op inspector", 20_000) / msOf("inspector", "none", 20_000),
      "most",
      1.1,
    ),
    goal("cost of a snapshot after 100,000 ticks, to that after 100", snapshot(100_000) / snapshot(100), "most", 1.5),
  ];
  return goals.filter(({ ratio }) => !Number.isNaN(ratio));
}

function goal(what: string, ratio: number, bound: Goal["bound"], limit: number): Goal {
  return { what, ratio, bound, limit, met: bound === "least" ? ratio >= limit : ratio <= limit };
}

import { median, quantile, type Result, type Turn } from "./cases.ts";

/** A ratio of two results, and what it should be. */
export interface Goal {
  readonly what: string;
  /** The median of the ratios of the turns that were made right after one another. */
  readonly ratio: number;
  /** The quarter and the three quarters of them: how far the machine's other work moves it. */
  readonly spread: readonly [number, number];
  /** `least` where more is better, `most` where less is. */
  readonly bound: "least" | "most";
  readonly limit: number;
  readonly met: boolean;
}

type Cost = (result: Result, turn: Turn) => number;

/** Processor time, which other programs change least. */
const whole: Cost = (_result, turn) => turn.cpuMs;
const each: Cost = (result, turn) => turn.cpuMs / result.size;

/** The project's goals, as far as what they compare was measured. */
export function checkGoals(results: readonly Result[]): readonly Goal[] {
  const of = (group: string, subject: string, size: number): Result | undefined =>
    results.find((one) => one.group === group && one.subject === subject && one.size === size);
  const hops = (subject: string, size = 5000): Result | undefined => of("hops", subject, size);
  const fanIn = (subject: string): [Result | undefined, Result | undefined] => [
    of("fan-out, fan-in", subject, 100_000),
    of("fan-out, fan-in", subject, 1000),
  ];
  const snapshot = (ticks: number): Result | undefined => of("snapshot after ticks", "stepwright", ticks);
  const inspected = (subject: string): Result | undefined => of("inspector", subject, 20_000);
  return [
    goal(
      "times faster than @llamaindex/workflow-core",
      [hops("@llamaindex/workflow-core"), hops("stepwright")],
      whole,
      "least",
      30,
    ),
    goal("times faster than xstate", [hops("xstate"), hops("stepwright")], whole, "least", 12),
    goal("times the bare loop (15 is the dream)", [hops("stepwright"), hops("bare loop")], whole, "most", 30),
    goal(
      "a hop at 200,000 hops, to one at 2,000",
      [hops("stepwright", 200_000), hops("stepwright", 2000)],
      each,
      "most",
      1.3,
    ),
    goal("an item at 100,000, to one at 1,000 (collectEvents)", fanIn("stepwright collectEvents"), each, "most", 2),
    goal("an item at 100,000, to one at 1,000 (collect)", fanIn("stepwright @step(collect())"), each, "most", 2),
    goal("a no-op inspector, to none", [inspected("no-op inspector"), inspected("none")], whole, "most", 1.1),
    goal("a snapshot after 100,000 ticks, to one after 100", [snapshot(100_000), snapshot(100)], whole, "most", 1.5),
  ].filter((one) => one !== undefined);
}

function goal(
  what: string,
  [over, under]: readonly [Result | undefined, Result | undefined],
  cost: Cost,
  bound: Goal["bound"],
  limit: number,
): Goal | undefined {
  if (!over || !under) return undefined;
  const ratios = over.turns.map((turn, index) => cost(over, turn) / cost(under, under.turns[index] as Turn));
  const ratio = median(ratios);
  const met = bound === "least" ? ratio >= limit : ratio <= limit;
  return { what, ratio, spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)], bound, limit, met };
}

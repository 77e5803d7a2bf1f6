import { median, type Result, type Turn } from "./cases.ts";
import type { Goal } from "./goals.ts";

/** Markdown: what was measured, then the goals. */
export function table(results: readonly Result[], goals: readonly Goal[]): string {
  const goalRows = goals.map(({ what, ratio, spread, bound, limit, met }) => [
    what,
    ratio.toFixed(2),
    spread.map((value) => value.toFixed(2)).join(" to "),
    `${bound === "least" ? "≥" : "≤"} ${limit}`,
    met ? "yes" : "no",
  ]);
  return [
    markdown(["what", "who", "how many", "ms", "cpu ms", "cpu µs each", "a second", "further"], results.map(rowOf)),
    markdown(["goal", "is", "half of all", "should be", "met"], goalRows),
  ].join("\n\n");
}

function rowOf({ group, subject, size, turns }: Result): string[] {
  const [ms, cpuMs] = [median(turns.map((turn) => turn.ms)), median(turns.map((turn) => turn.cpuMs))];
  return [
    group,
    subject,
    size.toLocaleString("en"),
    decimal(ms),
    decimal(cpuMs),
    ((cpuMs * 1000) / size).toFixed(2),
    Math.round((size / ms) * 1000).toLocaleString("en"),
    Object.entries(medianReadings(turns))
      .map(([name, value]) => `${name} ${Math.round(value).toLocaleString("en")}`)
      .join(", "),
  ];
}

function medianReadings(turns: readonly Turn[]): Record<string, number> {
  const names = Object.keys(turns[0]?.readings ?? {});
  return Object.fromEntries(names.map((name) => [name, median(turns.map((turn) => turn.readings[name] ?? 0))]));
}

function decimal(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}

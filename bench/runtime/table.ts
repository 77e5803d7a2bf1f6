import type { Result } from "./cases.ts";
import type { Goal } from "./goals.ts";

/** Markdown: what was measured, then the goals. */
export function table(results: readonly Result[], goals: readonly Goal[]): string {
  const rows = results.map(({ group, subject, size, ms, cpuMs, readings }) => [
    group,
    subject,
    size.toLocaleString("en"),
    decimal(ms),
    decimal(cpuMs),
    ((cpuMs * 1000) / size).toFixed(2),
    Object.entries(readings)
      .map(([name, value]) => `${name} ${Math.round(value).toLocaleString("en")}`)
      .join(", "),
  ]);
  const goalRows = goals.map(({ what, ratio, bound, limit, met }) => [
    what,
    ratio.toFixed(2),
    `${bound === "least" ? "≥" : "≤"} ${limit}`,
    met ? "yes" : "no",
  ]);
  return [
    markdown(["what", "who", "how many", "ms", "cpu ms", "cpu µs each", "further"], rows),
    markdown(["goal", "is", "should be", "met"], goalRows),
  ].join("\n\n");
}

function decimal(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}

/** One line of the table. Each program of this folder prints a list of them as JSON, the last line of its output. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: "%" | "ms" | "×" | "hops/s" | "MB";
  /** Undefined for what is only told. */
  readonly goal?: { readonly bound: "least" | "most"; readonly limit: number };
}

export function report(measurements: readonly Measurement[]): void {
  console.log(JSON.stringify(measurements));
}

export function isMet({ value, goal }: Measurement): boolean {
  return goal === undefined || (goal.bound === "least" ? value >= goal.limit : value <= goal.limit);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Of unsorted values; `q` from 0 to 1. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

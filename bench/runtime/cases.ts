/** Something that is measured, in a process of its own. */
export interface BenchCase {
  /** What is measured, e.g. `hops`. The cases of a group take turns. */
  readonly group: string;
  /** Who is measured, e.g. `stepwright`. */
  readonly subject: string;
  /** How many of the group's units: hops, items, runs, ticks. */
  readonly size: number;
  /** Runs it once; may return readings of its own, e.g. bytes; `ms` and `cpuMs` among them take the place of the time of the whole. */
  run(size: number): Promise<Readings> | Readings;
}

export type Readings = Readonly<Record<string, number>> | undefined;

/** One turn of a case: what one run took, as the mean of as many as make a turn long enough to be measured. */
export interface Turn {
  readonly ms: number;
  /** Processor time of the whole process, collector and compiler included. */
  readonly cpuMs: number;
  readonly readings: Readonly<Record<string, number>>;
}

export interface Result {
  readonly group: string;
  readonly subject: string;
  readonly size: number;
  /** In the order they were made: the turns of one number were made right after one another. */
  readonly turns: readonly Turn[];
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which that part of all lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** Bytes in use after a collection; needs `--expose-gc`. */
export function heapUsed(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

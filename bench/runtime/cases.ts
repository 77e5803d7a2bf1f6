/** One measurement, made in a process of its own. */
export interface BenchCase {
  /** What is measured, e.g. `hops`. */
  readonly group: string;
  /** Who is measured, e.g. `stepwright`. */
  readonly subject: string;
  /** How many of the group's units: hops, items, runs, ticks. */
  readonly size: number;
  /** Runs it once; returns further readings, e.g. bytes; `ms` among them takes the place of the time of the whole. */
  run(size: number): Promise<Readings> | Readings;
  /** How often it is repeated; the fastest counts. */
  readonly repeats: number;
}

export type Readings = Readonly<Record<string, number>> | undefined;

export interface Result {
  readonly group: string;
  readonly subject: string;
  readonly size: number;
  /** The fastest of the repetitions. */
  readonly ms: number;
  /** Processor time of the whole process, collector and compiler included, by the repetition that took least. */
  readonly cpuMs: number;
  /** The least of what the case read by itself. */
  readonly readings: Readonly<Record<string, number>>;
}

/** The least: what else the machine does makes a run slower, and nothing makes it faster. */
export function fastest(values: readonly number[]): number {
  return Math.min(...values);
}

/** Bytes in use after a collection; needs `--expose-gc`. */
export function heapUsed(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/**
 * How urgent work is: what the syntax tells of one file, its types, what concerns many files. The worker does one thing
 * of each at a time, and breaks off what is less urgent for what is more.
 */
export const LANES = ["syntax", "types", "folder"] as const;
export type Lane = (typeof LANES)[number];

/**
 * Numbers that the worker and its owner both see at once: a message would be read only when the work at hand is done.
 * For each lane how many requests were sent and not begun, and which one is wanted no more; and a count of the steps done.
 */
export class WorkerSignals {
  private readonly cells: Int32Array;

  constructor(readonly memory = new SharedArrayBuffer(4 * (2 * LANES.length + 1))) {
    this.cells = new Int32Array(memory);
  }

  /** Owner: a request was sent. */
  sent(lane: Lane): void {
    Atomics.add(this.cells, LANES.indexOf(lane), 1);
  }

  /** Worker: it was read. */
  begun(lane: Lane): void {
    Atomics.sub(this.cells, LANES.indexOf(lane), 1);
  }

  /** Owner: nobody waits for the answer to that request of the lane. */
  cancel(lane: Lane, id: number): void {
    Atomics.store(this.cells, LANES.length + LANES.indexOf(lane), id);
  }

  isCancelled(lane: Lane, id: number): boolean {
    return Atomics.load(this.cells, LANES.length + LANES.indexOf(lane)) === id;
  }

  /** True while a request waits that is more urgent than those of the lane. */
  isOvertaken(lane: Lane): boolean {
    return LANES.slice(0, LANES.indexOf(lane)).some((_, index) => Atomics.load(this.cells, index) > 0);
  }

  /** Worker: it is alive and gets on. */
  gotOn(): void {
    Atomics.add(this.cells, 2 * LANES.length, 1);
  }

  /** Another number whenever the worker got on. */
  get steps(): number {
    return Atomics.load(this.cells, 2 * LANES.length);
  }
}

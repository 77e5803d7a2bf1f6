import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import type { ProbeConnection } from "../protocol/probe-connection.ts";
import { processOf } from "../protocol/process-ids.ts";

type Stop = ProbeEvents["stopped"];
type Resume = ProbeRequests["continue"]["arguments"];

/**
 * The processes of a session stand and go together. Where two stop before one hears of the other, the client is told of one
 * stop after the other, as within a process: whoever goes on from the first comes to the second.
 */
export class JointStops {
  /** Tells the client of a stop whose turn it is. */
  tell: (stop: Stop) => void = () => {};
  readonly #connections: () => readonly ProbeConnection[];
  /** The process whose stop holds the others. */
  #holder: number | undefined;
  /** Have not answered that they hold: what stops there had not heard of it. */
  readonly #unaware = new Set<ProbeConnection>();
  /** How many stops each has told of. A release that does not know of the last one does not mean it. */
  readonly #counts = new WeakMap<ProbeConnection, number>();
  #waiting: readonly Stop[] = [];

  constructor(connections: () => readonly ProbeConnection[]) {
    this.#connections = connections;
  }

  /** Whether all stand. */
  get isHeld(): boolean {
    return this.#holder !== undefined;
  }

  /** A process has told of a stop. True where it has to wait until the client goes on from another process's. */
  waits(stop: Stop): boolean {
    const process = processOf(stop.thread);
    const connection = this.#connections().find((each) => each.process === process);
    if (connection === undefined) return false;
    this.#counts.set(connection, this.#countOf(connection) + 1);
    const crosses = this.isHeld && this.#holder !== process && stop.allThreads && this.#unaware.has(connection);
    if (crosses) this.#waiting = [...this.#waiting, stop];
    return crosses;
  }

  /** All others hold their dispatches as well. */
  hold(process: number): void {
    this.#holder = process;
    for (const connection of this.#others(process)) {
      this.#unaware.add(connection);
      const aware = (): boolean => this.#unaware.delete(connection);
      // One that has ended meanwhile holds nothing.
      connection.request("hold", {}).then(aware, aware);
    }
  }

  /** How a run goes on, where a stop of its process waits: the waiting stop's own run must not go on with it unseen. */
  howToResume({ thread, single }: Resume): Resume {
    const waiting = this.#waiting.find((stop) => processOf(stop.thread) === processOf(thread));
    return { thread, single: single || (waiting !== undefined && waiting.thread !== thread) };
  }

  /** A run has gone on as the client has asked for: a stop of its own is over. */
  resumed({ thread, single }: Resume): void {
    this.#waiting = this.#waiting.filter((stop) => stop.thread !== thread);
    if (!single) this.released(processOf(thread));
  }

  /** The process has gone on: the others do as well, up to the next stop that waits. */
  released(process: number): void {
    this.#holder = undefined;
    const standing = new Set(this.#waiting.map((stop) => processOf(stop.thread)));
    for (const connection of this.#others(process)) {
      if (standing.has(connection.process)) continue;
      connection.request("release", { stops: this.#countOf(connection) }).catch(() => {});
    }
    if (this.#waiting.length === 0) return;
    // The answer to what went on goes first: from that a client knows that the stop before is over.
    setImmediate(() => {
      const [next, ...others] = this.#waiting;
      if (next === undefined || this.isHeld) return;
      this.#waiting = others;
      this.tell(next);
    });
  }

  /** A run that stood has ended by itself. True where nobody was told that it stood: the rest of its process still holds. */
  withdrawn(thread: number): boolean {
    const left = this.#waiting.filter((stop) => stop.thread !== thread);
    if (left.length === this.#waiting.length) return false;
    this.#waiting = left;
    const connection = this.#connections().find(({ process }) => process === processOf(thread));
    connection?.request("hold", {}).catch(() => {});
    return true;
  }

  lost(process: number): void {
    this.#waiting = this.#waiting.filter((stop) => processOf(stop.thread) !== process);
  }

  clear(): void {
    this.#holder = undefined;
    this.#unaware.clear();
    this.#waiting = [];
  }

  #others(process: number): readonly ProbeConnection[] {
    return this.#connections().filter((connection) => connection.process !== process);
  }

  #countOf(connection: ProbeConnection): number {
    return this.#counts.get(connection) ?? 0;
  }
}

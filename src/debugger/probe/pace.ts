import { setImmediate as turn } from "node:timers/promises";
import type { Heartbeat } from "./heartbeat.ts";

/**
 * How fast the program may go: the client may read more slowly than the program has something to tell. What leads to more
 * of it waits then, so that neither process keeps it, and an answer to the client has not to wait behind it.
 */
export class Pace {
  readonly #sent: () => Promise<void> | undefined;
  readonly #need: (needed: boolean) => void;
  readonly #heartbeat: Pick<Heartbeat, "isStarved" | "hasRead">;
  #caughtUp: Promise<void> | undefined;
  #reading: Promise<void> | undefined;
  #goOn: () => void = () => {};

  /**
   * `sent` resolves when the adapter has taken what was sent; undefined where that is not much. `need` is told while the
   * process waits for the adapter: nothing else may keep it alive. `heartbeat` knows whether messages may lie unread.
   */
  constructor(
    sent: () => Promise<void> | undefined,
    need: (needed: boolean) => void,
    heartbeat: Pick<Heartbeat, "isStarved" | "hasRead">,
  ) {
    this.#sent = sent;
    this.#need = need;
    this.#heartbeat = heartbeat;
  }

  /** Resolves when the program may go on; undefined where it may. */
  room(): Promise<void> | undefined {
    return this.#caughtUp ?? this.#reading ?? (this.#heartbeat.isStarved ? this.#read() : this.#sent());
  }

  /**
   * After a body that the JavaScript debugger has paused, or that computed: a breakpoint that was set meanwhile is read
   * before the next dispatch. Nothing overtakes what waits for that.
   */
  #read(): Promise<void> {
    this.#reading = turn()
      .then(() => turn())
      .then(() => {
        this.#heartbeat.hasRead();
        this.#reading = undefined;
      });
    return this.#reading;
  }

  /** The client is behind, or has caught up. */
  set isBehind(isBehind: boolean) {
    if (isBehind === (this.#caughtUp !== undefined)) return;
    this.#need(isBehind);
    if (isBehind) {
      this.#caughtUp = new Promise((resolve) => {
        this.#goOn = resolve;
      });
      return;
    }
    this.#caughtUp = undefined;
    this.#goOn();
  }
}

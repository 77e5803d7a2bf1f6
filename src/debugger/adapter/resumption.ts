import type { Client } from "./client.ts";
import type { Runs } from "./runs.ts";

/** Tells the client who goes on and who does not, where a run that was forked stays aside. */
export class Resumption {
  readonly #client: Client;
  readonly #runs: Runs;
  /** Those that the client was told of as left aside. */
  readonly #aside = new Set<number>();
  #stops = 0;

  constructor(client: Client, runs: Runs) {
    this.#client = client;
    this.#runs = runs;
  }

  /**
   * A client that is told of a stop while it waits for an answer takes the stop for what came of its request: the answer
   * no longer says to it that the thread goes on. Where the stop was there before the program read the request, call what
   * is returned before the answer: it says so in an event.
   */
  begin(threadId: number): (allThreadsContinued: boolean) => void {
    const before = this.#stops;
    return (allThreadsContinued) => {
      if (this.#stops > before) this.#client.event("continued", { threadId, allThreadsContinued });
    };
  }

  /** The run goes on, and with it all that are not aside. The answer to the request has told of the run itself. */
  tell(thread: number, aside: readonly { readonly thread: number }[]): void {
    const held = new Set(aside.map((each) => each.thread));
    for (const { thread: other } of this.#runs.list) {
      if (other === thread || held.has(other)) continue;
      this.#client.event("continued", { threadId: other, allThreadsContinued: false });
    }
  }

  /** As `tell`, where the request was for the old line, and what goes on is the one that was forked from it. */
  tellFork(old: number, forked: number, aside: readonly { readonly thread: number }[]): void {
    this.#client.event("continued", { threadId: forked, allThreadsContinued: false });
    this.tell(forked, aside);
    const name = (thread: number): string => this.#runs.list.find((run) => run.thread === thread)?.name ?? "The run";
    if (!aside.some(({ thread }) => thread === old)) return;
    // The client takes it for running: that is what the answer to its request said.
    this.tellAside(old);
    this.#client.output(
      `${name(forked)} goes on. ${name(old)} stays where it is; Continue on its row in the call stack lets it go on, too.`,
    );
  }

  /** The old line stands where it is, though another one stops or goes on: what the client shows of it is why. */
  tellAside(old: number): void {
    this.#aside.add(old);
    this.#client.event("stopped", {
      reason: "fork",
      threadId: old,
      description: "Paused where it was: another line was forked from it",
      preserveFocusHint: true,
      allThreadsStopped: false,
    });
  }

  /** The run stands for another reason than before, without having been asked to go on: the client forgets the old one. */
  tellAnew(thread: number): void {
    this.#client.event("continued", { threadId: thread, allThreadsContinued: false });
  }

  /** Called before each stop that the client is told of. */
  stops(thread: number): void {
    this.#stops += 1;
    if (this.#aside.delete(thread) && this.#runs.isStopped(thread)) this.tellAnew(thread);
  }
}

import type { LiveRun } from "../protocol/editor.ts";
import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { Knowledge } from "./knowledge.ts";

type ProbeRun = ProbeEvents["live"]["runs"][number];

/** Runs that are kept, as long as some of them have ended. */
const MAX_RUNS = 200;
const ENDED: ReadonlySet<LiveRun["status"]> = new Set(["completed", "failed", "timedOut", "cancelled"]);

/** What the graph view draws over the static graph. The last known state is kept: it is the answer while the program is frozen. */
export class LiveState {
  readonly #client: Client;
  readonly #knowledge: Knowledge;
  readonly #link: DebuggeeLink;
  readonly #last = new Map<string, LiveRun>();

  constructor(client: Client, knowledge: Knowledge, link: DebuggeeLink) {
    this.#client = client;
    this.#knowledge = knowledge;
    this.#link = link;
  }

  changed({ runs }: ProbeEvents["live"]): void {
    // Without its file a run could not be drawn over its graph.
    void this.#knowledge.ready().then(() => {
      this.#client.custom("stepwright.live", { runs: this.#keep(runs) });
    });
  }

  async now(): Promise<LiveRun[]> {
    await this.#knowledge.ready();
    for (const connection of this.#link.connections) {
      if (connection.frozen) continue;
      const { runs }: ProbeRequests["state"]["body"] = await connection.request("state", {});
      this.#keep(runs);
    }
    return [...this.#last.values()];
  }

  forget(): void {
    this.#last.clear();
  }

  /** A program that runs for days must not fill the memory with runs that have ended. */
  #dropEnded(): void {
    if (this.#last.size <= MAX_RUNS) return;
    for (const [id, { status }] of this.#last) {
      if (this.#last.size <= MAX_RUNS) return;
      if (ENDED.has(status)) this.#last.delete(id);
    }
  }

  #keep(runs: readonly ProbeRun[]): LiveRun[] {
    const kept = runs.map(({ thread, stopped, ...run }) => {
      const file = this.#knowledge.workflowFile(run.workflow);
      const live: LiveRun = {
        ...run,
        threadId: thread,
        ...(file === undefined ? {} : { file }),
        ...(stopped === undefined ? {} : { stopped }),
      };
      this.#last.set(live.runId, live);
      return live;
    });
    this.#dropEnded();
    return kept;
  }
}

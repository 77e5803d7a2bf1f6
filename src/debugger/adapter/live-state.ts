import type { LiveRun } from "../protocol/editor.ts";
import type { ProbeEvents } from "../protocol/probe.ts";
import { processOf } from "../protocol/process-ids.ts";
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
  /** The runs at the point of the past that is shown, in the place of those of its process. */
  #past: { readonly runs: readonly LiveRun[]; readonly process: number } | undefined;
  #told: Promise<unknown> = Promise.resolve();
  /** Counts the programs: what was to be told of one is not told of the next. */
  #program = 0;
  /** Counts how often the past was left. */
  #left = 0;

  constructor(client: Client, knowledge: Knowledge, link: DebuggeeLink) {
    this.#client = client;
    this.#knowledge = knowledge;
    this.#link = link;
  }

  changed({ runs }: ProbeEvents["live"]): void {
    this.#tell(() => {
      const kept = this.#keep(runs);
      const shown = kept.filter(({ threadId }) => processOf(threadId) !== this.#past?.process);
      if (shown.length > 0) this.#client.custom("stepwright.live", { runs: shown });
    });
  }

  /** From now on a point of a process's past is shown. */
  showPast(runs: readonly ProbeRun[], process: number): void {
    const left = this.#left;
    this.#tell(() => {
      if (left !== this.#left) return;
      this.#past = { runs: runs.map((run) => this.#located(run)), process };
      this.#client.custom("stepwright.live", { runs: this.#shown, all: true });
    });
  }

  /** The program is shown again, as it is: its last sample may be from before it stopped. */
  showNow(): void {
    this.#tell((isNow) => {
      this.#past = undefined;
      const show = (): void => {
        if (isNow() && this.#past === undefined)
          this.#client.custom("stepwright.live", { runs: this.#shown, all: true });
      };
      // A program that freezes answers late: nothing else waits for it.
      this.now().then(show, show);
    });
  }

  /** Resolves when what was to be told of the program is told; nothing comes after that. */
  async end(): Promise<void> {
    await this.#told;
    this.close();
  }

  /** The session is over: what was still to be told comes too late. */
  close(): void {
    this.#program++;
  }

  /** Without its file a run could not be drawn over its graph. One state is told after the other. */
  #tell(tell: (isNow: () => boolean) => void): void {
    const program = this.#program;
    const isNow = (): boolean => program === this.#program;
    this.#told = Promise.all([this.#knowledge.ready(), this.#told])
      .then(() => {
        if (isNow()) tell(isNow);
      })
      .catch((error: Error) => {
        // The session and its end do not depend on a picture.
        this.#client.output(`The graph was not told of a change: ${error.message}`, { category: "stderr" });
      });
  }

  async now(): Promise<LiveRun[]> {
    await this.#knowledge.ready();
    const answers = await Promise.allSettled(this.#link.requestAll("state", {}));
    // Of a program that does not answer what was seen last is shown.
    for (const answer of answers) if (answer.status === "fulfilled") this.#keep(answer.value.runs);
    return this.#shown;
  }

  forget(): void {
    this.#program++;
    this.#last.clear();
    this.forgetPast();
  }

  forgetPast(): void {
    this.#left++;
    this.#past = undefined;
  }

  get #shown(): LiveRun[] {
    const { runs = [], process } = this.#past ?? {};
    return [...[...this.#last.values()].filter(({ threadId }) => processOf(threadId) !== process), ...runs];
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
    const kept = runs.map((run) => this.#located(run));
    // Their events go through once: of all runs together they may be a lot.
    for (const { events: _events, ...live } of kept) this.#last.set(live.runId, live);
    this.#dropEnded();
    return kept;
  }

  #located({ thread, stopped, ...run }: ProbeRun): LiveRun {
    const file = this.#knowledge.workflowFile(run.workflow);
    return {
      ...run,
      threadId: thread,
      ...(file === undefined ? {} : { file }),
      ...(stopped === undefined ? {} : { stopped }),
    };
  }
}

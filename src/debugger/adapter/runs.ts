/** The workflow runs of the program: DAP's threads. Kept here, so that they can be listed while the program is frozen. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { ProbeEvents } from "../protocol/probe.ts";
import { processOf } from "../protocol/process-ids.ts";
import type { Client } from "./client.ts";
import { errors } from "./errors.ts";

export interface Run {
  readonly thread: number;
  readonly runId: string;
  readonly workflow: string;
  /** E.g. `RagFlow #1`, a child below its parent: `RagFlow #1 › Retrieval #1`. */
  readonly name: string;
}

export class Runs {
  readonly #client: Client;
  readonly #runs = new Map<number, Run>();
  readonly #stopped = new Set<number>();
  readonly #counts = new Map<string, number>();
  /** What the processes beside the main one are called, by number. */
  readonly #processes = new Map<number, string>();
  /** Whether any run was ever started. */
  any = false;

  constructor(client: Client) {
    this.#client = client;
  }

  get list(): readonly Run[] {
    return [...this.#runs.values()];
  }

  get threads(): DebugProtocol.Thread[] {
    return this.list.map(({ thread, name }) => ({ id: thread, name }));
  }

  /** Runs in this process are named after it. */
  joined(process: number, label: string): void {
    this.#processes.set(process, label);
  }

  started({ thread, runId, workflow, parentThread }: ProbeEvents["runStarted"]): void {
    this.any = true;
    const count = (this.#counts.get(workflow) ?? 0) + 1;
    this.#counts.set(workflow, count);
    const parent = parentThread === undefined ? undefined : this.#runs.get(parentThread);
    const process = parent === undefined ? this.#processes.get(processOf(thread)) : undefined;
    const own = `${workflow} #${count}${process === undefined ? "" : ` · ${process}`}`;
    this.#runs.set(thread, { thread, runId, workflow, name: parent === undefined ? own : `${parent.name} › ${own}` });
    this.#client.event("thread", { reason: "started", threadId: thread });
  }

  ended(thread: number): Run | undefined {
    const run = this.#runs.get(thread);
    this.#runs.delete(thread);
    this.#stopped.delete(thread);
    if (run !== undefined) this.#client.event("thread", { reason: "exited", threadId: thread });
    return run;
  }

  get(thread: number): Run {
    const run = this.#runs.get(thread);
    if (run === undefined) throw errors.noSuchThread(thread);
    return run;
  }

  find(runId: string): Run | undefined {
    return this.list.find((run) => run.runId === runId);
  }

  isStopped(thread: number): boolean {
    return this.#stopped.has(thread);
  }

  stopped(thread: number): void {
    this.#stopped.add(thread);
  }

  resumed(thread: number, all: boolean): void {
    if (all) this.#stopped.clear();
    else this.#stopped.delete(thread);
  }

  /** The run that a command without a thread means: the one that is stopped, else the only or the newest one. */
  get current(): Run | undefined {
    const stopped = [...this.#stopped].at(-1);
    return stopped === undefined ? this.list.at(-1) : this.#runs.get(stopped);
  }

  /** A new program: everything from the old one is gone. */
  reset(): void {
    for (const { thread } of this.list) this.ended(thread);
    this.#counts.clear();
    this.#processes.clear();
    this.any = false;
  }
}

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

type RunInfo = ProbeEvents["runStarted"];

export class Runs {
  readonly #client: Client;
  readonly #runs = new Map<number, Run>();
  /** The runs at the point of the past that is shown. */
  #past: ReadonlyMap<number, Run> | undefined;
  /** A run keeps its name, also where it is looked back at. */
  readonly #names = new Map<number, string>();
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
    return [...this.#shown.values()];
  }

  get #shown(): ReadonlyMap<number, Run> {
    return this.#past ?? this.#runs;
  }

  get threads(): DebugProtocol.Thread[] {
    return this.list.map(({ thread, name }) => ({ id: thread, name }));
  }

  /** Runs in this process are named after it. */
  joined(process: number, label: string): void {
    this.#processes.set(process, label);
  }

  started(info: RunInfo): void {
    this.any = true;
    this.#runs.set(info.thread, this.#named(info));
    if (this.#past === undefined) this.#client.event("thread", { reason: "started", threadId: info.thread });
  }

  /** Shows the runs of a point of a process's past in the place of those that live. */
  show(infos: readonly RunInfo[], process: number): void {
    this.any ||= infos.length > 0;
    const before = this.#shown;
    const others = [...this.#runs].filter(([thread]) => processOf(thread) !== process);
    this.#past = new Map([...others, ...infos.map((info) => [info.thread, this.#named(info)] as const)]);
    this.#tell(before);
  }

  /** Shows the runs that live. */
  showNow(): void {
    const before = this.#shown;
    this.#past = undefined;
    this.#tell(before);
  }

  #tell(before: ReadonlyMap<number, Run>): void {
    const now = this.#shown;
    for (const threadId of before.keys()) {
      if (!now.has(threadId)) this.#client.event("thread", { reason: "exited", threadId });
    }
    for (const threadId of now.keys()) {
      if (!before.has(threadId)) this.#client.event("thread", { reason: "started", threadId });
    }
  }

  #named({ thread, runId, workflow, parentThread, forkOf, forkedAt }: RunInfo): Run {
    let name = this.#names.get(thread);
    if (name === undefined) {
      name = this.#newName(workflow, forkOf === undefined ? undefined : this.#names.get(forkOf), forkedAt);
      const parent = parentThread === undefined ? undefined : this.#names.get(parentThread);
      const process = parent === undefined && forkOf === undefined ? this.#processes.get(processOf(thread)) : undefined;
      if (process !== undefined) name = `${name} · ${process}`;
      if (parent !== undefined) name = `${parent} › ${name}`;
      this.#names.set(thread, name);
    }
    return { thread, runId, workflow, name };
  }

  /** Where a run was forked, both lines stay in sight: the name says where they parted. */
  #newName(workflow: string, forked: string | undefined, at: number | undefined): string {
    const base = forked === undefined ? workflow : `${forked} (forked at ${at})`;
    const count = (this.#counts.get(base) ?? 0) + 1;
    this.#counts.set(base, count);
    return forked !== undefined && count === 1 ? base : `${base} #${count}`;
  }

  ended(thread: number): Run | undefined {
    const run = this.#runs.get(thread);
    this.#runs.delete(thread);
    this.#stopped.delete(thread);
    if (run !== undefined && this.#past === undefined) {
      this.#client.event("thread", { reason: "exited", threadId: thread });
    }
    return run;
  }

  get(thread: number): Run {
    const run = this.#shown.get(thread);
    if (run === undefined) throw errors.noSuchThread(thread);
    return run;
  }

  find(runId: string): Run | undefined {
    return this.list.find((run) => run.runId === runId);
  }

  /** Whether it has not ended; also where a point of the past is shown. */
  lives(thread: number): boolean {
    return this.#runs.has(thread);
  }

  isStopped(thread: number): boolean {
    return this.#stopped.has(thread);
  }

  stopped(thread: number): void {
    this.#stopped.add(thread);
  }

  /** With `all`, whoever is not `aside` goes on with it. */
  resumed(thread: number, all: boolean, aside: readonly { readonly thread: number }[] = []): void {
    this.#stopped.delete(thread);
    if (!all) return;
    const held = new Set(aside.map((each) => each.thread));
    for (const other of this.#stopped) if (!held.has(other)) this.#stopped.delete(other);
  }

  /** The run that a command without a thread means: the one that is stopped, else the only or the newest one. */
  get current(): Run | undefined {
    const stopped = [...this.#stopped].at(-1);
    return stopped === undefined ? this.list.at(-1) : this.#shown.get(stopped);
  }

  /** A new program: everything from the old one is gone. */
  reset(): void {
    this.showNow();
    for (const { thread } of this.list) this.ended(thread);
    this.#counts.clear();
    this.#names.clear();
    this.#processes.clear();
    this.any = false;
  }
}

/**
 * The events of runs that are over: the program cannot be asked any more. It tells the last ones when a run ends; for one
 * that does not come to its end they are looked at while it goes on, whenever it stops, and now and then between.
 */
import * as vscode from "vscode";
import { type EventInstance, editorRequests, type LiveRun } from "../../debugger/protocol/editor.ts";
import type { LiveDebugState } from "../services.ts";
import { isOver } from "./live-runs.ts";

/** ms between two looks at a run; more where looking takes long, so that the program loses at most a twentieth. */
const PAUSE = 500;
const SHARE = 20;
/** Going runs that are looked at, the newest. */
const RUNS_WATCHED = 5;
/** Names of events that a look asks for, each with its own newest events. */
const NAMES = 30;
/** Characters that are kept of all runs together; the oldest runs go first. */
const KEPT = 4_000_000;

interface Seen {
  readonly instances: readonly EventInstance[];
  readonly size: number;
  /** Told at the run's end. */
  readonly isLast: boolean;
}

type Run = LiveDebugState["runs"][number];

export class LastEvents implements vscode.Disposable {
  readonly #live: LiveDebugState;
  readonly #wanted: () => boolean;
  readonly #subscription: vscode.Disposable;
  /** By session and run; the one that was looked at last is the last one. */
  readonly #seen = new Map<string, Seen>();
  readonly #nextLook = new Map<string, number>();
  readonly #looking = new Set<string>();

  /** `wanted`: whether there is anybody to show them to, so that a program that runs is to be asked. */
  constructor(live: LiveDebugState, wanted: () => boolean) {
    this.#live = live;
    this.#wanted = wanted;
    this.#subscription = vscode.Disposable.from(
      live.onDidChange(() => this.#changed()),
      live.onDidTellLastEvents(({ session, runId, events }) => this.#keep(`${session.id} ${runId}`, events, true)),
    );
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** What was seen of a run; undefined where it was over before anybody looked. */
  of(key: string): readonly EventInstance[] | undefined {
    return this.#seen.get(key)?.instances;
  }

  #changed(): void {
    const { runs, sessions } = this.#live;
    // The next start: what was before is not shown any more.
    if (runs.length > 0) this.#keepOnly(new Set(sessions.map(({ id }) => id)));
    if (!this.#wanted()) return;
    for (const run of runs.filter((each) => !isOver(each)).slice(-RUNS_WATCHED)) this.#lookSoon(run);
  }

  #keepOnly(sessions: ReadonlySet<string>): void {
    for (const all of [this.#seen, this.#nextLook]) {
      for (const key of all.keys()) if (!sessions.has(key.slice(0, key.indexOf(" ")))) all.delete(key);
    }
  }

  #lookSoon(run: Run): void {
    const key = keyOf(run);
    const now = Date.now();
    // A program that is held loses nothing.
    const due = run.stopped !== undefined || now >= (this.#nextLook.get(key) ?? 0);
    if (!due || this.#looking.has(key)) return;
    this.#looking.add(key);
    this.#look(run).then(
      (instances) => {
        this.#looking.delete(key);
        this.#nextLook.set(key, Date.now() + Math.max(PAUSE, SHARE * (Date.now() - now)));
        if (instances.length > 0 && this.#seen.get(key)?.isLast !== true) this.#keep(key, instances, false);
      },
      // It is over, or cannot answer now: what was seen before stays.
      () => this.#looking.delete(key),
    );
  }

  async #look({ session, threadId, ...run }: Run): Promise<EventInstance[]> {
    const found: EventInstance[] = [];
    for (const event of eventsOf(run)) {
      const raw: unknown = await session.customRequest("stepwright.instances", { threadId, event });
      const { instances } = editorRequests["stepwright.instances"].body.parse(raw);
      // One that extends another is asked for by its own name.
      found.push(...instances.filter((instance) => instance.event === event));
    }
    return found;
  }

  #keep(key: string, instances: readonly EventInstance[], isLast: boolean): void {
    this.#seen.delete(key);
    this.#seen.set(key, { instances, size: JSON.stringify(instances).length, isLast });
    let size = [...this.#seen.values()].reduce((sum, seen) => sum + seen.size, 0);
    for (const [oldest, seen] of this.#seen) {
      if (size <= KEPT || oldest === key) break;
      this.#seen.delete(oldest);
      size -= seen.size;
    }
  }
}

const keyOf = ({ session, runId }: Run): string => `${session.id} ${runId}`;

function eventsOf({ delivered, produced, pending }: Pick<LiveRun, "delivered" | "produced" | "pending">): string[] {
  return [...new Set([...delivered, ...produced, ...pending].map(({ event }) => event))].slice(-NAMES);
}

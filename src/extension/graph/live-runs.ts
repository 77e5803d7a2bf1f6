/** The runs to draw: of the sessions that go on, and of the last one that ended, so that a short run can be looked at. */
import * as vscode from "vscode";
import type { LiveRun } from "../../debugger/protocol/editor.ts";
import type { LiveDebugState, RenameWatcher } from "../services.ts";
import { RenamesOfSessions, renamedRun } from "./renamed-runs.ts";

export interface DrawnRun {
  /** Session and run. */
  readonly key: string;
  /** The session has ended. */
  readonly over: boolean;
  readonly run: LiveRun;
}

/** Ended runs that are shown: a server may have thousands of them, and each update carries all that is shown. */
const ENDED_SHOWN = 50;

export class LiveRuns implements vscode.Disposable {
  readonly #live: LiveDebugState;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  /** What was renamed while the sessions ran. */
  readonly renames = new RenamesOfSessions();
  #runs: readonly DrawnRun[] = [];
  readonly onDidChange = this.#changed.event;

  constructor(live: LiveDebugState, renames: RenameWatcher) {
    this.#live = live;
    this.#subscription = vscode.Disposable.from(
      live.onDidChange(() => this.#refresh()),
      renames.onDidRename((renaming) => {
        const over = this.#runs.filter((run) => run.over).map(({ key }) => key.slice(0, key.indexOf(" ")));
        this.renames.add(renaming.renames, [...live.sessions.map(({ id }) => id), ...over]);
        // The others are read anew.
        this.#runs = this.#runs.map((each) =>
          each.over ? { ...each, run: renamedRun(each.run, renaming.renames) } : each,
        );
        this.#refresh();
      }),
    );
    this.#refresh();
  }

  get current(): readonly DrawnRun[] {
    return this.#runs;
  }

  dispose(): void {
    vscode.Disposable.from(this.#subscription, this.#changed).dispose();
  }

  #refresh(): void {
    const going = this.#live.runs.map(({ session, ...run }) => ({
      key: `${session.id} ${run.runId}`,
      over: false,
      run: renamedRun(run, this.renames.of(session.id)),
    }));
    const keys = new Set(going.map(({ key }) => key));
    // What ended stays until another session has something to show.
    const ended = this.#runs
      .filter(({ key }) => !keys.has(key))
      .map(({ key, run }) => ({ key, over: true, run: settled(run) }));
    const sessions = new Set(this.#live.sessions.map((session) => session.id));
    const runs = going.length > 0 ? latest(going) : sessions.size > 0 ? [] : ended;
    if (runs.length === 0 && this.#runs.length === 0) return;
    this.#runs = runs;
    this.#changed.fire();
  }
}

/** Nothing runs, waits or is held any more once its process is gone. */
function settled(run: LiveRun): LiveRun {
  const { stopped: _stopped, ...rest } = run;
  return { ...rest, status: isOver(run) ? run.status : "cancelled", pending: [], running: [], waiting: [] };
}

function latest(runs: readonly DrawnRun[]): DrawnRun[] {
  const ended = runs.filter(({ run }) => isOver(run));
  const dropped = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_SHOWN)));
  return runs.filter((run) => !dropped.has(run));
}

/** The run has come to its end; its session may go on. */
export const isOver = (run: LiveRun): boolean => ["completed", "failed", "timedOut", "cancelled"].includes(run.status);

import { atPath, checkWritable } from "../context/path.ts";
import { Lock, type StoreBackend, type StoreChange } from "../context/store.ts";
import { readStore } from "../engine/reads.ts";
import type { Runner } from "../engine/runner.ts";
import type { RunState } from "../engine/state.ts";
import { ContextStateError } from "../errors.ts";
import type { InspectedRun, Inspector } from "../inspector.ts";
import type { StateSchema } from "../workflow/state-schema.ts";

/** What a run's store needs of its run. The run is made after it: functions answer from the first read or write on. */
export interface StoreOwner {
  readonly runId: string;
  readonly workflowName: string;
  readonly stateSchema: StateSchema | undefined;
  runner(): Runner;
  view(): InspectedRun;
  inspector(): Inspector | undefined;
}

/** The store of a run: reads its state, and writes it through its journal. */
export class RunStore implements StoreBackend {
  readonly lock = new Lock();
  readonly #owner: StoreOwner;

  constructor(owner: StoreOwner) {
    this.#owner = owner;
  }

  get state(): RunState["store"] {
    return this.#owner.runner().state.store;
  }

  read(path: string): unknown {
    return readStore(this.state, path);
  }

  reading(path: string, dispatchId: number): void | Promise<void> {
    return this.#owner.inspector()?.storeRead?.(this.#owner.view(), { path, value: this.read(path), dispatchId });
  }

  write(asked: StoreChange): Promise<void> | undefined {
    const { runId, workflowName, stateSchema } = this.#owner;
    const runner = this.#owner.runner();
    if (runner.state.status !== "running") {
      throw new ContextStateError(
        `Workflow ${workflowName}: run ${runId} has ended, its state cannot be written any more. ` +
          "Start another run with { context: { state } }.",
      );
    }
    const before = this.state;
    for (const [path] of asked.changes) if (path.includes(".")) checkWritable(before, path);
    const changes = stateSchema?.checked(before, asked.changes, asked.clear === true) ?? asked.changes;
    const change = { ...asked, changes };
    runner.apply({ kind: "stored", ...change }, runner.state.running.get(change.dispatch)?.seq ?? 0);
    return this.#report(before, change);
  }

  #report(before: RunState["store"], { changes, clear, dispatch: dispatchId }: StoreChange): Promise<void> | undefined {
    const [inspector, view] = [this.#owner.inspector(), this.#owner.view()];
    if (!inspector?.storeWritten) return undefined;
    const writes = clear
      ? [{ path: "", before, after: this.state, dispatchId }]
      : changes.map(([path, after]) => ({ path, before: atPath(before, path), after, dispatchId }));
    const holds = writes
      .map((write) => inspector.storeWritten?.(view, write))
      .filter((hold) => hold instanceof Promise);
    return holds.length > 0 ? Promise.all(holds).then(() => undefined) : undefined;
  }
}

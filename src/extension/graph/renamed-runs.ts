/** A program goes on with the names that it was started with; the picture has those that the source has now. */
import { type Rename, renamed, undone } from "../../analysis/renames.ts";
import type { EventInstance, LiveRun } from "../../debugger/protocol/editor.ts";
import { renamedKey } from "./renamed-keys.ts";

/** What happened to names since each session began. */
export class RenamesOfSessions {
  readonly #renames = new Map<string, Rename[]>();

  /** `sessions`: ids of those that are shown; they run, or ran, under the old names. */
  add(renames: readonly Rename[], sessions: readonly string[]): void {
    const known = new Set(sessions);
    for (const id of this.#renames.keys()) if (!known.has(id)) this.#renames.delete(id);
    for (const id of known) this.#renames.set(id, [...(this.#renames.get(id) ?? []), ...renames]);
  }

  of(session: string): readonly Rename[] {
    return this.#renames.get(session) ?? [];
  }
}

/** The run by the new names; itself where there are none. */
export function renamedRun(run: LiveRun, renames: readonly Rename[]): LiveRun {
  if (renames.length === 0) return run;
  const { workflow } = run;
  const each = <T extends { readonly event?: string; readonly step?: string }>(all: readonly T[]): T[] =>
    all.map((one) => {
      const { workflow: _, ...rest } = renamed({ ...one, workflow }, renames);
      return rest as unknown as T;
    });
  return {
    ...run,
    workflow: renamed({ workflow }, renames).workflow,
    pending: each(run.pending),
    running: each(run.running),
    waiting: each(run.waiting),
    delivered: each(run.delivered),
    produced: each(run.produced),
    failed: each(run.failed),
    ...(run.stopped !== undefined && { stopped: each([run.stopped])[0] }),
  };
}

/** A node or an arrow of the picture, by the names that the program knows. */
export function keyThen(workflow: string, id: string, renames: readonly Rename[]): { workflow: string; id: string } {
  const key = renamedKey(`${workflow}/${id}`, undone(renames));
  const at = key.indexOf("/");
  return { workflow: key.slice(0, at), id: key.slice(at + 1) };
}

/** `workflow`: by its old name. */
export function renamedInstance(instance: EventInstance, workflow: string, renames: readonly Rename[]): EventInstance {
  const { event, from, to } = instance;
  const name = (step: string): string => renamed({ workflow, step }, renames).step;
  return {
    ...instance,
    event: renamed({ workflow, event }, renames).event,
    ...(from !== undefined && { from: name(from) }),
    ...(to !== undefined && { to: name(to) }),
  };
}

import { withPath } from "../../context/path.ts";
import type { Operation } from "../operations.ts";
import type { RunState } from "../state.ts";
import type { Tick } from "../tick.ts";

/** The detail of an edit: what it changes may differ when its step starts again. */
export const EDIT = "edit";

/** What tells one write of a step from another when the step starts again. */
export function detailOfWrite(write: {
  readonly changes: ReadonlyArray<readonly [path: string, value: unknown]>;
  readonly clear?: boolean;
  readonly edit?: boolean | undefined;
  readonly refused?: string | undefined;
}): string {
  if (write.refused !== undefined) return write.refused;
  if (write.edit) return EDIT;
  return write.clear ? "clear" : write.changes.map(([path]) => path).join(",");
}

export function storedOperation(tick: Tick & { kind: "stored" }): Operation {
  const { result, error, opaque } = tick;
  return {
    kind: "stored",
    detail: detailOfWrite(tick),
    ...(result !== undefined && { result }),
    ...(error !== undefined && { error }),
    ...(opaque && { opaque }),
  };
}

/** Applies store writes. Values are frozen already; levels along a path are copied, all others shared. */
export function applyWrites(
  state: RunState,
  changes: ReadonlyArray<readonly [path: string, value: unknown]>,
  clear: boolean,
): void {
  let store: Readonly<Record<string, unknown>> = clear ? {} : state.store;
  for (const [path, value] of changes) store = withPath(store, path, value);
  state.store = store;
}

import { withPath } from "../../context/path.ts";
import type { RunState } from "../state.ts";

/** What tells one write of a step from another when the step starts again. */
export function detailOfWrite(write: {
  readonly changes: ReadonlyArray<readonly [path: string, value: unknown]>;
  readonly clear?: boolean;
  readonly edit?: boolean;
}): string {
  if (write.edit) return "edit";
  return write.clear ? "clear" : write.changes.map(([path]) => path).join(",");
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

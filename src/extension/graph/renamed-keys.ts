/** Nodes and arrows by the names they have after a rename. */
import type { Rename } from "../../analysis/renames.ts";

interface Names {
  readonly workflow: string;
  readonly event: string;
  readonly step: string;
}

type Renamed = (names: Names) => Names;

/** `key`: `Workflow/id` of a node or an arrow. */
export function renamedKey(key: string, renames: readonly Rename[]): string {
  return renames.reduce(withRename, key);
}

function withRename(key: string, rename: Rename): string {
  const at = key.indexOf("/");
  const workflow = key.slice(0, at);
  const id = renamedId(key.slice(at + 1), (names) => ({
    workflow: rename.kind === "workflow" && names.workflow === rename.from ? rename.to : names.workflow,
    event: rename.kind === "event" && names.event === rename.from ? rename.to : names.event,
    step: rename.kind === "step" && workflow === rename.workflow && names.step === rename.from ? rename.to : names.step,
  }));
  return `${rename.kind === "workflow" && workflow === rename.from ? rename.to : workflow}/${id}`;
}

/** Ids as `sketch.ts` makes them. */
function renamedId(id: string, now: Renamed): string {
  const [kind = "", first = "", second = ""] = id.split(":");
  const names = { workflow: "", event: "", step: "" };
  switch (kind) {
    case "step":
      return `step:${now({ ...names, step: first }).step}`;
    case "event":
    case "streamed":
      return `${kind}:${now({ ...names, event: first }).event}`;
    case "child": {
      const { workflow, step } = now({ ...names, workflow: first, step: second });
      return second === "" ? `child:${workflow}` : `child:${workflow}:${step}`;
    }
    // A person stands between two events, and has no name.
    case "person":
      return id
        .split(":")
        .map((part) => now({ ...names, event: part }).event)
        .join(":");
    default: {
      const { event, step } = now({ ...names, event: first, step: second });
      return second === "" ? id : `${kind}:${event}:${step}`;
    }
  }
}

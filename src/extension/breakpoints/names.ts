import type { BreakpointTarget } from "../services.ts";

/**
 * The grammar of function breakpoints: `Retrieved`, `RagFlow.synthesize`, `RagFlow.Retrieved`, `*.Retrieved`,
 * `Retrieved -> synthesize`, `RagFlow: Retrieved -> synthesize`. Here only names that a tree row or a graph node stands
 * for are read; the adapter reads them all.
 */
export function functionName(target: BreakpointTarget): string {
  switch (target.kind) {
    case "event":
      return target.workflow === undefined ? target.event : `${target.workflow}.${target.event}`;
    case "step":
      return `${target.workflow}.${target.step}`;
    case "delivery":
      return `${target.event} -> ${target.workflow}.${target.step}`;
  }
}

const DOTTED = /^(?:(?<workflow>[\w$*]+)\s*\.\s*)?(?<name>[\w$]+)$/;
const ARROW = /^(?<event>[\w$]+)\s*->\s*(?:(?<workflow>[\w$]+)\s*\.\s*)?(?<step>[\w$]+)$/;

/** The name of the workflow that has a step of that name, where one has; `event` is what is on its way there. */
export type OwnerOf = (workflow: string | undefined, step: string, event?: string) => string | undefined;

/** What the name of a function breakpoint stands for. */
export function parseFunctionName(name: string, ownerOf: OwnerOf): BreakpointTarget | undefined {
  const arrow = ARROW.exec(name.trim())?.groups;
  if (arrow) {
    const { event, workflow, step } = arrow;
    if (event === undefined || step === undefined) return undefined;
    const owner = workflow ?? ownerOf(undefined, step, event);
    return owner === undefined ? undefined : { kind: "delivery", workflow: owner, event, step };
  }
  const dotted = DOTTED.exec(name.trim())?.groups;
  const last = dotted?.["name"];
  if (last === undefined) return undefined;
  const workflow = dotted?.["workflow"] === "*" ? undefined : dotted?.["workflow"];
  const owner = ownerOf(workflow, last);
  if (owner !== undefined) return { kind: "step", workflow: owner, step: last };
  return workflow === undefined ? { kind: "event", event: last } : { kind: "event", event: last, workflow };
}

/** One text for one target, to compare and to look up by. */
export function targetKey(target: BreakpointTarget): string {
  return `${target.kind} ${functionName(target)}`;
}

/** For menus and messages. */
export function targetLabel(target: BreakpointTarget): string {
  return target.kind === "delivery" ? `${target.event} → ${target.step}` : functionName(target);
}

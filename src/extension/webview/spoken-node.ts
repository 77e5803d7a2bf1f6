/** The accessible name of a node. It begins with what is written on it, so that it can be called by that. */
import type { PictureNode } from "../../picture/model.ts";

/** `breakpoint`: true where there is an enabled one, false for a disabled one. */
export function spokenNode(
  node: PictureNode,
  detail: string | undefined,
  breakpoint: boolean | undefined,
  asked = false,
): string {
  const label = detail === undefined ? node.name : `${node.name} ${detail}`;
  return [`${label}.`, node.spoken, asked ? "Is asked now: Enter answers." : "", spokenBreakpoint(breakpoint)]
    .filter(Boolean)
    .join(" ");
}

export function spokenBreakpoint(breakpoint: boolean | undefined): string {
  if (breakpoint === undefined) return "";
  return breakpoint ? "Breakpoint." : "Breakpoint, disabled.";
}

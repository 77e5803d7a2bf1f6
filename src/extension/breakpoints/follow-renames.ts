import * as vscode from "vscode";
import { renamed } from "../../analysis/renames.ts";
import type { BreakpointTarget, Renaming } from "../services.ts";
import { functionName, parseFunctionName } from "./names.ts";
import { ownerIn } from "./step-named.ts";

/** Breakpoints by name go along when an event, a step or a workflow gets another one; those in the gutter do so anyway. */
export function followRenames({ before, renames }: Renaming): void {
  for (const breakpoint of vscode.debug.breakpoints) {
    if (!(breakpoint instanceof vscode.FunctionBreakpoint)) continue;
    const target = parseFunctionName(breakpoint.functionName, ownerIn([before]));
    const now: BreakpointTarget | undefined = target && renamed(target, renames);
    if (!now || now === target) continue;
    const { enabled, condition, hitCondition, logMessage } = breakpoint;
    vscode.debug.removeBreakpoints([breakpoint]);
    vscode.debug.addBreakpoints([
      new vscode.FunctionBreakpoint(functionName(now), enabled, condition, hitCondition, logMessage),
    ]);
  }
}

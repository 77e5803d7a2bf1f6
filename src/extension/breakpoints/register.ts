import * as vscode from "vscode";
import type { BreakpointTarget, Services } from "../services.ts";
import { addBreakpoint, editOption } from "./edit.ts";
import { FollowInLaunch } from "./follow-in-launch.ts";
import { followRenames } from "./follow-renames.ts";
import { BreakpointTree, type TreeRow } from "./tree.ts";

/** The Event Breakpoints tree and its commands. Each command takes a row of the tree or a target. */
export function registerBreakpoints(context: vscode.ExtensionContext, services: Services): void {
  const { breakpoints, problems } = services;
  const tree = new BreakpointTree(services);
  const launch = new FollowInLaunch(services.log);
  const view = vscode.window.createTreeView("stepwright.eventBreakpoints", {
    treeDataProvider: tree,
    manageCheckboxStateManually: true,
    showCollapseAll: true,
  });
  const command = (name: string, run: (target: BreakpointTarget) => unknown): vscode.Disposable =>
    problems.command(`stepwright.${name}`, (row?: TreeRow | BreakpointTarget) => run(targetOf(row)));
  context.subscriptions.push(
    tree,
    view,
    launch,
    services.renames.onDidRename((renaming) => {
      followRenames(renaming);
      launch.heard(renaming);
    }),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [row, state] of items) {
        if (row.kind !== "target") continue;
        if (state === vscode.TreeItemCheckboxState.Checked) breakpoints.add(row.target);
        else breakpoints.remove(row.target);
      }
    }),
    command("toggleBreakpoint", (target) => breakpoints.toggle(target)),
    command("editBreakpointCondition", (target) => editOption(services, target, "condition")),
    command("editBreakpointHitCount", (target) => editOption(services, target, "hitCondition")),
    command("editBreakpointLogMessage", (target) => editOption(services, target, "logMessage")),
    command("enableBreakpoint", (target) => breakpoints.update(target, { enabled: true })),
    command("disableBreakpoint", (target) => breakpoints.update(target, { enabled: false })),
    command("removeBreakpoint", (target) => breakpoints.remove(target)),
    problems.command("stepwright.addBreakpoint", () => addBreakpoint(services)),
    problems.command("stepwright.removeAllBreakpoints", () => breakpoints.removeAll()),
  );
}

function targetOf(row: TreeRow | BreakpointTarget | undefined): BreakpointTarget {
  if (row?.kind === "target") return row.target;
  if (row?.kind === "event" || row?.kind === "step" || row?.kind === "delivery") return row;
  throw new Error("Choose an event or a step in the Event Breakpoints view first.");
}

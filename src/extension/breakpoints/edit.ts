import * as vscode from "vscode";
import type { BreakpointOptions, BreakpointTarget, Services } from "../services.ts";
import { targetLabel } from "./names.ts";

const EDITS = {
  condition: {
    title: "Condition",
    prompt: "Stop only where this JavaScript is true. Names: event, state, step, run.",
    example: "event.passages.length === 0",
  },
  hitCondition: {
    title: "Hit Count",
    prompt: "Stop only at these hits.",
    example: ">= 3, == 5, % 2",
  },
  logMessage: {
    title: "Log Message",
    prompt: "Write this to the Debug Console instead of stopping; {expressions} over event, state, step, run.",
    example: "{event.query} found {event.passages.length}",
  },
} as const;

/** Asks for one option of a breakpoint, with what it has now; an empty box takes the option away. */
export async function editOption(
  { breakpoints }: Services,
  target: BreakpointTarget,
  option: keyof typeof EDITS,
): Promise<void> {
  const { title, prompt, example } = EDITS[option];
  const value = await vscode.window.showInputBox({
    title: `${title}: ${targetLabel(target)}`,
    prompt,
    placeHolder: `e.g. ${example}`,
    value: breakpoints.find(target)?.[option] ?? "",
    ignoreFocusOut: true,
  });
  if (value !== undefined) breakpoints.update(target, { [option]: value.trim() } satisfies BreakpointOptions);
}

/** Picks an event, step or typed name and sets a breakpoint on it. */
export async function addBreakpoint({ analysis, breakpoints }: Services): Promise<void> {
  type Item = vscode.QuickPickItem & { target?: BreakpointTarget };
  const items: Item[] = (await analysis.workspace()).flatMap((graph) =>
    graph.workflows.flatMap((workflow) => [
      { label: workflow.name, kind: vscode.QuickPickItemKind.Separator },
      ...workflow.events.map((event) => ({
        label: `$(symbol-event) ${event}`,
        target: { kind: "event", event, workflow: workflow.name, file: graph.file } as const,
      })),
      ...workflow.steps.map((step) => ({
        label: `$(symbol-method) ${step.name}`,
        description: step.accepts.join(", "),
        target: { kind: "step", workflow: workflow.name, step: step.name, file: graph.file } as const,
      })),
    ]),
  );
  const picked = await vscode.window.showQuickPick(
    items.filter((item) => !item.target || !breakpoints.find(item.target)),
    { title: "Add Event Breakpoint", placeHolder: "Stop before which event is dispatched, or which step starts?" },
  );
  if (picked?.target) breakpoints.add(picked.target);
}

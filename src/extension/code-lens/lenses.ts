import * as vscode from "vscode";
import type { SourceTarget } from "../../analysis/locate.ts";
import type { SourceRange, WorkflowGraph } from "../../analysis/workflow-graph.ts";
import { stepId } from "../../picture/sketch.ts";
import { type EventIdentity, flowOf } from "../language/event-flow.ts";
import type { EventPlace } from "../language/uses-commands.ts";
import { configurationOf } from "../launch/configurations.ts";
import type { BreakpointTarget, Services } from "../services.ts";
import type { Lens } from "./anchors.ts";
import { stepText } from "./step-text.ts";

type Parts = Pick<Services, "analysis" | "breakpoints">;

/** Above each workflow class: run it, debug it, show it. */
export async function workflowLenses({ analysis }: Parts, graph: WorkflowGraph): Promise<Lens[]> {
  const lenses = graph.workflows.map(async (workflow): Promise<Lens[]> => {
    const { name } = workflow;
    const lens = lensAt(workflow.range);
    const it = { file: graph.file, workflow: name };
    const runs = await configurationOf(analysis, graph, workflow);
    const what = runs?.["workflow"] === undefined ? "this program" : name;
    return [
      ...(runs
        ? [
            lens("Run", `Run ${what} without debugging`, "stepwright.runWorkflow", it),
            lens("Debug", `Debug ${what}`, "stepwright.debugWorkflow", it),
          ]
        : []),
      lens("Show Graph", `Show ${name} in the workflow graph`, "stepwright.revealInGraph", it),
    ];
  });
  return (await Promise.all(lenses)).flat();
}

/** Above each step: what it takes and lets out. */
export function stepLenses(graph: WorkflowGraph): Lens[] {
  return graph.workflows.flatMap((workflow) =>
    workflow.steps
      .filter((step) => step.inheritedFrom === undefined && step.range.file === graph.file)
      .map((step) => {
        const it = { file: graph.file, workflow: workflow.name, id: stepId(step.name) };
        const tooltip = `Show ${workflow.name}.${step.name} in the workflow graph`;
        return lensAt(step.range)(stepText(step), tooltip, "stepwright.revealInGraph", it);
      }),
  );
}

/** Above each event class: its breakpoint, and where it comes from and goes to. */
export function eventLenses(parts: Parts, file: string, targets: readonly SourceTarget[]): Lens[] {
  return targets.flatMap((target) => (target.kind === "event" ? lensesOf(parts, file, target) : []));
}

function lensesOf(
  { analysis, breakpoints }: Parts,
  file: string,
  { name, runtimeNames, range, nameRange }: SourceTarget & { kind: "event" },
): Lens[] {
  const event: EventIdentity = { name, range: { file: range.file } };
  const { producers, consumers } = flowOf(event, analysis.known(), file);
  const lens = lensAt(range);
  const target: BreakpointTarget = { kind: "event", event: name, file };
  // A breakpoint would stop nothing where no workflow has the event, or the source does not tell its name.
  const known = producers.length + consumers.length > 0 && runtimeNames.length > 0;
  const isSet = known && breakpoints.find(target) !== undefined;
  const toggle = isSet
    ? lens("Remove Breakpoint", `Dispatch ${name} without a stop`, TOGGLE, target)
    : lens("Break on This Event", `Stop before a ${name} is dispatched`, TOGGLE, target);
  const it: EventPlace = { event, name: nameRange };
  return [
    ...(known ? [toggle] : []),
    lens(counted(producers.length, "producer"), `Where ${name} comes from`, "stepwright.peekProducers", it),
    lens(counted(consumers.length, "consumer"), `Which steps take ${name}`, "stepwright.peekConsumers", it),
  ];
}

const TOGGLE = "stepwright.toggleBreakpoint";

function lensAt({ startLine, startColumn }: SourceRange) {
  const at = new vscode.Position(startLine - 1, startColumn - 1);
  return (title: string, tooltip: string, command: string, argument: unknown): Lens => ({
    at,
    command: { title, tooltip, command, arguments: [argument] },
  });
}

function counted(count: number, what: string): string {
  return `${count === 0 ? "no" : count} ${what}${count === 1 ? "" : "s"}`;
}

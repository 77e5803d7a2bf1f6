import type { DebugProtocol } from "@vscode/debugprotocol";
import { didYouMean } from "../../analysis/near-names.ts";
import {
  FUNCTION_BREAKPOINT_HELP,
  type FunctionBreakpointTarget,
  parseFunctionBreakpoint,
} from "./function-breakpoint.ts";
import type { Knowledge } from "./knowledge.ts";

type Verdict = Pick<DebugProtocol.Breakpoint, "verified" | "message" | "reason">;

/** Whether what a function breakpoint names exists in the program; the message says what does not, and what is near. */
export function checkFunctionBreakpoint(text: string, knowledge: Knowledge): Verdict {
  const target = parseFunctionBreakpoint(text);
  if (target === undefined) {
    return { verified: false, reason: "failed", message: `"${text}" is not understood. ${FUNCTION_BREAKPOINT_HELP}` };
  }
  const problem = problemOf(target, knowledge);
  if (problem === undefined) return { verified: true };
  if (knowledge.complete) return { verified: false, reason: "failed", message: problem };
  return { verified: false, reason: "pending", message: "Checked when the program has started." };
}

function problemOf(
  { workflow, event, step, name }: FunctionBreakpointTarget,
  knowledge: Knowledge,
): string | undefined {
  if (workflow !== undefined && !knowledge.hasWorkflow(workflow)) {
    return unknown("workflow", workflow, knowledge.workflowNames());
  }
  if (event !== undefined && !knowledge.hasEvent(event)) {
    return otherwiseNamed(event, knowledge) ?? unknown("event", event, knowledge.eventNames());
  }
  if (step !== undefined && !knowledge.hasStep(step)) return unknown("step", step, knowledge.stepNames());
  if (name !== undefined && !knowledge.hasEvent(name) && !knowledge.hasStep(name)) {
    const otherwise = otherwiseNamed(name, knowledge);
    return otherwise ?? unknown("event or step", name, [...knowledge.eventNames(), ...knowledge.stepNames()]);
  }
  return undefined;
}

/** Where the source has a variable of that name for an event that is named otherwise. */
function otherwiseNamed(variable: string, knowledge: Knowledge): string | undefined {
  const [name] = knowledge.namesBehind(variable);
  return name === undefined ? undefined : `The events of ${variable} are named "${name}".`;
}

function unknown(what: string, name: string, known: Iterable<string>): string {
  return `There is no ${what} "${name}" in this program.${didYouMean(name, known)}`;
}

import type { BreakpointSpec } from "../../protocol/probe.ts";
import type { Compile, Scope } from "../scope.ts";
import type { BreakpointCondition } from "./condition.ts";
import { ExpressionCondition } from "./expression-condition.ts";
import { HitCondition } from "./hit-condition.ts";
import { LogMessage } from "./log-message.ts";

/**
 * The conditions of a breakpoint, in the order they are asked: hits are counted of those whose expression is true, and
 * only what is left is printed. Throws a ConditionError.
 */
export function conditionsOf(
  spec: Pick<BreakpointSpec, "condition" | "hitCondition" | "logMessage">,
  print: (text: string, scope: Scope) => void,
  compile?: Compile,
): BreakpointCondition[] {
  const conditions: BreakpointCondition[] = [];
  if (spec.condition?.trim()) conditions.push(ExpressionCondition.parse(spec.condition, compile));
  if (spec.hitCondition?.trim()) conditions.push(HitCondition.parse(spec.hitCondition));
  if (spec.logMessage) conditions.push(LogMessage.parse(spec.logMessage, print, compile));
  return conditions;
}

import type { ts } from "ts-morph";
import type { EventUse } from "./type-nodes.ts";
import type { EventField } from "./workflow-graph.ts";

/** Answers from the type checker, for what the syntax does not tell. */
export interface TypeOracle {
  /** Events of an expression's type; the runtime's `Event` where it may be any. */
  ofExpression(expression: ts.Expression): readonly EventUse[];
  /** Events of a written type. */
  ofType(type: ts.TypeNode): readonly EventUse[];
  /** Names of the workflow classes that an expression is an instance of, or holds: in a list, a promise, a map. */
  workflowsOf(expression: ts.Expression): readonly string[];
  /** Fields of what a zod shape, `{ query: z.string() }`, parses to. */
  fieldsOfShape(shape: ts.Expression | ts.TypeNode): readonly EventField[];
  /** Properties of a written type. */
  fieldsOfType(type: ts.TypeNode): readonly EventField[];
}

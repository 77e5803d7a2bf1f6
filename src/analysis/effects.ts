import { ts } from "ts-morph";
import type { Frame } from "./frames.ts";
import type { FunctionNode } from "./functions.ts";
import { unwrap } from "./meanings.ts";
import type { Production } from "./productions.ts";
import type { Sources } from "./sources.ts";
import { optionValue } from "./steps.ts";
import type { EmitKind } from "./workflow-graph.ts";

/** What a step's body does through its context. */
export interface Effects {
  readonly emitted: ReadonlyArray<Production & { readonly kind: EmitKind }>;
  readonly awaited: readonly Production[];
  readonly children: readonly string[];
  /** True where it calls `ctx.collectEvents`. */
  readonly collects: boolean;
}

/** Finds `ctx.sendEvent(…)` and its like in a body, in the workflow's own methods and where the context is handed on. */
export function effectsOf(fn: FunctionNode, frame: Frame, sources: Sources): Effects {
  const { productions, calls, classes } = sources;
  const emitted: Array<Production & { kind: EmitKind }> = [];
  const awaited: Production[] = [];
  const children: string[] = [];
  let collects = false;
  const seen = new Set<ts.Node>();

  const emit = (expression: ts.Expression | undefined, kind: EmitKind, at: Frame): void => {
    if (expression) for (const one of productions.of(expression, at)) emitted.push({ ...one, at: expression, kind });
  };

  const contextCall = (call: ts.CallExpression, method: string, at: Frame): void => {
    const [first, second] = call.arguments;
    if (method === "sendEvent") emit(first, "send", at);
    else if (method === "writeEventToStream") emit(first, "stream", at);
    else if (method === "collectEvents") collects = true;
    else if (method === "runChild" && first) children.push(...sources.children.of(first, at));
    else if (method === "waitForEvent" && first) {
      for (const event of classes.of(first, at)) awaited.push({ event, list: false, at: call });
      emit(optionValue(second && sources.steps.object(second), "prompt"), "prompt", at);
    }
  };

  const scan = (node: FunctionNode, at: Frame): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const visit = (inner: ts.Node): void => {
      if (ts.isClassLike(inner)) return;
      if (ts.isCallExpression(inner)) {
        const callee = unwrap(inner.expression);
        if (ts.isPropertyAccessExpression(callee) && calls.isContext(callee.expression, at)) {
          contextCall(inner, callee.name.text, at);
        } else if (isOwnMethod(callee) || inner.arguments.some((argument) => calls.isContext(argument, at))) {
          const helper = calls.callable(callee, at);
          if (helper) scan(helper, calls.enter(helper, inner, at));
        }
      }
      ts.forEachChild(inner, visit);
    };
    if (node.body) visit(node.body);
  };
  scan(fn, frame);
  return { emitted, awaited, children: [...new Set(children)], collects };
}

/** `this.helper()`: it may have the context from a field. */
function isOwnMethod(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.ThisKeyword;
}

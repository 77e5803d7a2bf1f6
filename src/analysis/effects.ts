import { ts } from "ts-morph";
import { type Meanings, unwrap } from "./meanings.ts";
import type { Frame, Production, Productions } from "./productions.ts";
import { optionValue } from "./steps.ts";
import type { EmitKind } from "./workflow-graph.ts";
import type { FunctionNode } from "./workflows.ts";

/** What a step's body does through its context. */
export interface Effects {
  readonly emitted: ReadonlyArray<Production & { readonly kind: EmitKind }>;
  readonly awaited: readonly Production[];
  readonly children: readonly string[];
  /** True where it calls `ctx.collectEvents`. */
  readonly collects: boolean;
}

/** Finds `ctx.sendEvent(…)` and its like in a body, and in the helpers that are handed the context. */
export function effectsOf(fn: FunctionNode, frame: Frame, productions: Productions, meanings: Meanings): Effects {
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
    else if (method === "runChild" && first) children.push(...productions.children(first, at));
    else if (method === "waitForEvent" && first) {
      for (const event of productions.classes(first, at)) awaited.push({ event, list: false, at: call });
      emit(optionValue(second && objectOf(second, meanings), "prompt"), "prompt", at);
    }
  };

  const scan = (node: FunctionNode, at: Frame): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const visit = (inner: ts.Node): void => {
      if (ts.isClassLike(inner)) return;
      if (ts.isCallExpression(inner)) {
        const callee = unwrap(inner.expression);
        if (ts.isPropertyAccessExpression(callee) && productions.isContext(callee.expression, at)) {
          contextCall(inner, callee.name.text, at);
        } else if (inner.arguments.some((argument) => productions.isContext(argument, at))) {
          const helper = productions.callable(callee, at);
          if (helper) scan(helper, productions.enter(helper, inner, at));
        }
      }
      ts.forEachChild(inner, visit);
    };
    if (node.body) visit(node.body);
  };
  scan(fn, frame);
  return { emitted, awaited, children: [...new Set(children)], collects };
}

function objectOf(expression: ts.Expression, meanings: Meanings): ts.ObjectLiteralExpression | undefined {
  const value = unwrap(expression);
  if (ts.isObjectLiteralExpression(value)) return value;
  const meaning = ts.isIdentifier(value) ? meanings.of(value) : undefined;
  const declared = meaning?.kind === "declaration" ? meaning.node : undefined;
  const initializer = declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  return initializer && objectOf(initializer, meanings);
}

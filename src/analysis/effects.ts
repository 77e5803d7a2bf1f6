import { ts } from "ts-morph";
import type { EventInfo } from "./events.ts";
import { type Frame, within } from "./frames.ts";
import type { FunctionNode } from "./functions.ts";
import type { Production } from "./productions.ts";
import type { Sources } from "./sources.ts";
import { optionValue } from "./steps.ts";
import { unwrap } from "./unwrap.ts";
import type { EmitKind } from "./workflow-graph.ts";

/** What a step's body does through its context. */
export interface Effects {
  readonly emitted: ReadonlyArray<Production & { readonly kind: EmitKind }>;
  readonly awaited: readonly Production[];
  readonly children: readonly string[];
  /** What each call of `ctx.collectEvents` waits for, one class for each event; none where the list is not told. */
  readonly collected: ReadonlyArray<{ readonly events: readonly EventInfo[]; readonly at: ts.Node }>;
}

/** Finds `ctx.sendEvent(…)` and its like in a body, in the workflow's own methods and where the context is handed on. */
export function effectsOf(fn: FunctionNode, frame: Frame, sources: Sources): Effects {
  const { productions, calls, classes, contexts } = sources;
  const emitted: Array<Production & { kind: EmitKind }> = [];
  const awaited: Production[] = [];
  const children: string[] = [];
  const collected: Array<Effects["collected"][number]> = [];
  let budget = MAX_FUNCTIONS;

  const emit = (expression: ts.Expression | undefined, kind: EmitKind, at: Frame): void => {
    if (expression) for (const one of productions.of(expression, at)) emitted.push({ ...one, at: expression, kind });
  };

  /** The classes of a list that is written in place, each by itself: only then their number is known. */
  const listed = (list: ts.Expression | undefined, at: Frame): EventInfo[] => {
    const node = list && unwrap(list);
    if (!node || !ts.isArrayLiteralExpression(node)) return [];
    const each = node.elements.map((one) => (ts.isSpreadElement(one) ? [] : classes.of(one, at)));
    return each.every((found) => found.length === 1) ? each.flat() : [];
  };

  const contextCall = (call: ts.CallExpression, method: string, at: Frame): void => {
    const [first, second] = call.arguments;
    if (method === "sendEvent") emit(first, "send", at);
    else if (method === "writeEventToStream") emit(first, "stream", at);
    else if (method === "collectEvents") collected.push({ events: listed(second, at), at: call });
    else if (method === "runChild" && first) children.push(...sources.children.of(first, at));
    else if (method === "waitForEvent" && first) {
      for (const event of classes.of(first, at)) awaited.push({ event, list: false, at: call });
      emit(optionValue(second && sources.steps.object(second), "prompt"), "prompt", at);
    }
  };

  const scan = (node: FunctionNode, outer: Frame): void => {
    const at = within(outer, node);
    if (!at || !node.body || --budget < 0) return;
    const visit = (inner: ts.Node): void => {
      if (ts.isClassLike(inner)) return;
      if (ts.isCallExpression(inner)) {
        const callee = unwrap(inner.expression);
        if (ts.isPropertyAccessExpression(callee) && contexts.is(callee.expression, at)) {
          contextCall(inner, callee.name.text, at);
        } else {
          const helper = calls.callable(callee, at);
          if (helper && mayUseContext(helper, inner, at)) scan(helper, calls.enter(helper, inner, at));
        }
      }
      ts.forEachChild(inner, visit);
    };
    visit(node.body);
  };

  /** The workflow's own methods may have the context in a field, functions in the body have it around them. */
  const mayUseContext = (helper: FunctionNode, call: ts.CallExpression, at: Frame): boolean =>
    isOwnMethod(call) ||
    isInside(helper, fn) ||
    contexts.isKeptBy(helper.parent) ||
    call.arguments.some((argument) => contexts.isIn(argument, at));

  scan(fn, frame);
  return { emitted, awaited, children: [...new Set(children)], collected };
}

/** More functions than a step of this size calls; ends what would take forever in generated code. */
const MAX_FUNCTIONS = 2_000;

/** `this.helper()` or `super.helper()` */
function isOwnMethod(call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return [ts.SyntaxKind.ThisKeyword, ts.SyntaxKind.SuperKeyword].includes(callee.expression.kind);
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && outer.pos <= node.pos && node.end <= outer.end;
}

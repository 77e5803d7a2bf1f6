import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import { type Field, fieldOf } from "./class-members.ts";
import type { Contexts } from "./contexts.ts";
import type { Calls, Frame } from "./frames.ts";
import { returnsOf } from "./functions.ts";
import { unwrap } from "./unwrap.ts";
import type { Workflows } from "./workflows.ts";

/** Names the workflow classes that an expression is an instance of: for `ctx.runChild(…)`. */
export class ChildWorkflows {
  private readonly chain = new Chain();

  constructor(
    private readonly workflows: Workflows,
    private readonly calls: Calls,
    private readonly contexts: Contexts,
  ) {}

  /** `new Child()`, `cond ? new A() : new B()`, `this.child`, a variable, or what was handed in for a parameter. */
  of(expression: ts.Expression, frame: Frame): string[] {
    const node = unwrap(expression);
    if (ts.isAwaitExpression(node)) return this.of(node.expression, frame);
    if (ts.isCallExpression(node)) return this.ofResource(node, frame);
    if (ts.isNewExpression(node)) {
      const child = this.workflows.of(node.expression);
      return child ? [child.name] : [];
    }
    if (ts.isConditionalExpression(node)) return [...this.of(node.whenTrue, frame), ...this.of(node.whenFalse, frame)];
    const field = fieldOf(node, frame);
    if (field) return this.ofDeclaration(field, frame);
    const declared = this.calls.declarationOf(node);
    if (!declared || !(ts.isVariableDeclaration(declared) || ts.isParameter(declared))) return [];
    const argument = ts.isParameter(declared) ? frame.parameters.get(declared) : undefined;
    if (argument?.kind !== "expression") return this.ofDeclaration(declared, frame);
    return this.chain.follow(declared, () => this.of(argument.expression, argument.frame), []);
  }

  /** `ctx.use(translator)` of `const translator = resource(async () => new TranslateFlow())` */
  private ofResource(call: ts.CallExpression, frame: Frame): string[] {
    const callee = unwrap(call.expression);
    const [used] = call.arguments;
    const isUse = ts.isPropertyAccessExpression(callee) && callee.name.text === "use";
    if (!isUse || !used || !this.contexts.is(callee.expression, frame)) return [];
    const declared = this.calls.declarationOf(unwrap(used));
    const made = declared && ts.isVariableDeclaration(declared) && declared.initializer && unwrap(declared.initializer);
    const factory = made && ts.isCallExpression(made) && made.arguments[0];
    const fn = factory ? this.calls.callable(factory, frame) : undefined;
    return fn ? [...new Set(returnsOf(fn).flatMap((one) => this.of(one, frame)))] : [];
  }

  private ofDeclaration(declared: Field | ts.VariableDeclaration, frame: Frame): string[] {
    const { initializer } = declared;
    const made = initializer ? this.chain.follow(declared, () => this.of(initializer, frame), []) : [];
    if (made.length > 0 || !declared.type || !ts.isTypeReferenceNode(declared.type)) return made;
    const typed = this.workflows.of(declared.type.typeName);
    return typed ? [typed.name] : [];
  }
}

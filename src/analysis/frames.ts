import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import { enclosingClass, isInChain, methodOf, ownMethod } from "./class-members.ts";
import type { Contexts } from "./contexts.ts";
import { type FunctionNode, functionOf } from "./functions.ts";
import type { Meanings } from "./meanings.ts";
import type { EventUse } from "./type-nodes.ts";
import { unwrap } from "./unwrap.ts";
import type { WorkflowClass } from "./workflows.ts";

/** What is known while an expression is read: the workflow it runs in and what the parameters stand for. */
export interface Frame {
  /** The concrete class: `this.helper()` means its override. */
  readonly self: WorkflowClass | undefined;
  readonly parameters: ReadonlyMap<ts.ParameterDeclaration, Argument>;
  /** Functions and variables being read, so that recursion ends. */
  readonly active: ReadonlySet<ts.Node>;
}

export type Argument =
  | { readonly kind: "expression"; readonly expression: ts.Expression; readonly frame: Frame }
  | { readonly kind: "events"; readonly uses: readonly EventUse[] }
  | { readonly kind: "context" };

/** Deeper than any helper a person writes; ends what would take forever in generated code. */
const MAX_DEPTH = 24;

/** The frame while a function or variable is read, or undefined where it is being read already. */
export function within(frame: Frame, node: ts.Node): Frame | undefined {
  if (frame.active.has(node) || frame.active.size >= MAX_DEPTH) return undefined;
  return { ...frame, active: new Set([...frame.active, node]) };
}

/** Follows calls to the functions they run, and the context to where it is handed. */
export class Calls {
  private readonly chain = new Chain();

  constructor(
    private readonly meanings: Meanings,
    private readonly contexts: Contexts,
  ) {}

  /** The declaration an identifier leads to. */
  declarationOf(node: ts.Expression): ts.Node | undefined {
    const meaning = ts.isIdentifier(node) ? this.meanings.of(node) : undefined;
    return meaning?.kind === "declaration" ? meaning.node : undefined;
  }

  /** The function a call runs: a method of the workflow, or a function by its name, here or imported. */
  callable(callee: ts.Expression, frame: Frame): FunctionNode | undefined {
    const node = unwrap(callee);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return node;
    if (!ts.isPropertyAccessExpression(node)) return this.function(node, frame);
    const name = node.name.text;
    const owner = unwrap(node.expression);
    const inClass = enclosingClass(node);
    if (owner.kind === ts.SyntaxKind.ThisKeyword) {
      const self = inClass && frame.self && isInChain(frame.self, inClass) ? frame.self : undefined;
      return self ? methodOf(self, name) : inClass && ownMethod(inClass, name);
    }
    if (owner.kind === ts.SyntaxKind.SuperKeyword) {
      let workflow = frame.self;
      while (workflow && workflow.node !== inClass) workflow = workflow.base;
      return workflow?.base && methodOf(workflow.base, name);
    }
    const direct = functionOf(this.meanings.of(node));
    if (direct) return direct;
    const declared = this.declarationOf(owner);
    if (declared && ts.isClassLike(declared)) return ownMethod(declared, name);
    return declared && this.methodOfValue(declared, name);
  }

  /** A function by its name, or the one handed in as an argument. */
  private function(node: ts.Expression, frame: Frame): FunctionNode | undefined {
    const declared = this.declarationOf(node);
    if (!declared || !ts.isParameter(declared)) return functionOf(this.meanings.of(node));
    const argument = frame.parameters.get(declared);
    if (argument?.kind !== "expression") return undefined;
    return this.chain.follow(declared, () => this.callable(argument.expression, argument.frame), undefined);
  }

  /** `helpers.make()` of `const helpers = { make() { … } }` or `new Helpers()`. */
  private methodOfValue(declared: ts.Node, name: string): FunctionNode | undefined {
    const initializer = ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
    const value = initializer && unwrap(initializer);
    if (value && ts.isNewExpression(value)) {
      const made = this.declarationOf(value.expression);
      return made && ts.isClassLike(made) ? ownMethod(made, name) : undefined;
    }
    if (!value || !ts.isObjectLiteralExpression(value)) return undefined;
    for (const property of value.properties) {
      if (property.name?.getText() !== name) continue;
      if (ts.isMethodDeclaration(property)) return property;
      const inner = ts.isPropertyAssignment(property) ? unwrap(property.initializer) : undefined;
      if (inner && (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner))) return inner;
    }
    return undefined;
  }

  /** The frame of a called function: its parameters stand for the call's arguments. */
  enter(fn: FunctionNode, call: ts.CallExpression, frame: Frame): Frame {
    const parameters = new Map(frame.parameters);
    fn.parameters.forEach((parameter, index) => {
      const expression = call.arguments[index];
      if (!expression) return;
      const isContext = this.contexts.is(expression, frame);
      parameters.set(parameter, isContext ? { kind: "context" } : { kind: "expression", expression, frame });
    });
    return { ...frame, parameters };
  }
}

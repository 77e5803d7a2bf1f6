import { ts } from "ts-morph";
import { classesIn, classNameOf, extendsOf } from "./classes.ts";
import { type FunctionNode, functionOf, returnsOf } from "./functions.ts";
import type { Meanings } from "./meanings.ts";
import { unwrap } from "./unwrap.ts";

/** A workflow class as the source declares it. */
export interface WorkflowClass {
  readonly node: ts.ClassLikeDeclaration;
  readonly name: string;
  /** The workflow class it extends; undefined where that is the runtime's `Workflow`. */
  readonly base: WorkflowClass | undefined;
  /** The object of `Workflow.with({ input, result, state })`, where that is the base. */
  readonly config: ts.Expression | undefined;
  /** For a class made by a mixin: what its function's parameters stand for. */
  readonly bindings: Bindings;
}

type Heritage = { readonly base: WorkflowClass | undefined; readonly config: ts.Expression | undefined };
type Bindings = ReadonlyMap<ts.Node, Heritage>;

const NOTHING: Bindings = new Map();

/** Recognises workflow classes in the syntax. Valid for one state of the sources. */
export class Workflows {
  private readonly known = new Map<ts.ClassLikeDeclaration, WorkflowClass | undefined>();
  private readonly open = new Set<ts.Node>();

  constructor(private readonly meanings: Meanings) {}

  /** The workflow classes that a file declares, at any depth, in source order. */
  in(file: ts.SourceFile): WorkflowClass[] {
    return classesIn(file).flatMap((node) => this.ofClass(node) ?? []);
  }

  ofClass(node: ts.ClassLikeDeclaration): WorkflowClass | undefined {
    if (this.known.has(node)) return this.known.get(node);
    this.known.set(node, undefined); // a class that extends itself ends here
    const workflow = this.read(node, NOTHING);
    this.known.set(node, workflow);
    return workflow;
  }

  /** The workflow class an expression names: `Flow`, `flows.Flow`. */
  of(expression: ts.Expression | ts.EntityName): WorkflowClass | undefined {
    return this.heritage(expression, NOTHING)?.base;
  }

  /** A class's name at run time, of a workflow or of a mixin's inner class. */
  nameOf(node: ts.ClassLikeDeclaration): string {
    return this.ofClass(node)?.name ?? classNameOf(node);
  }

  private read(node: ts.ClassLikeDeclaration, bindings: Bindings): WorkflowClass | undefined {
    const clause = extendsOf(node);
    const heritage = clause && this.heritage(clause.expression, bindings);
    if (heritage) return { node, name: classNameOf(node), ...heritage, bindings };
    // The base cannot be found (half-typed, or not installed), but nothing else has steps.
    const orphan = clause && !this.isParameter(clause.expression) && node.members.some((one) => this.hasStep(one));
    return orphan ? { node, name: classNameOf(node), base: undefined, config: undefined, bindings } : undefined;
  }

  private heritage(expression: ts.Expression | ts.EntityName, bindings: Bindings): Heritage | undefined {
    // What a mixin is given is known before its class is read, so only a mixin or class made of itself comes back here.
    if (this.open.has(expression)) return undefined;
    this.open.add(expression);
    try {
      return this.heritageOf(expression, bindings);
    } finally {
      this.open.delete(expression);
    }
  }

  private heritageOf(expression: ts.Expression | ts.EntityName, bindings: Bindings): Heritage | undefined {
    const value = ts.isQualifiedName(expression) ? expression : unwrap(expression);
    if (ts.isCallExpression(value)) return this.called(value, bindings);
    if (ts.isClassLike(value)) return this.asBase(this.read(value, bindings));
    const meaning = this.meanings.of(value);
    if (meaning?.kind === "runtime") return meaning.name === "Workflow" ? ROOT : undefined;
    return meaning?.kind === "declaration" ? this.declared(meaning.node, bindings) : undefined;
  }

  private declared(node: ts.Node, bindings: Bindings): Heritage | undefined {
    const bound = bindings.get(node);
    if (bound) return bound;
    if (ts.isClassLike(node)) return this.asBase(bindings.size > 0 ? this.read(node, bindings) : this.ofClass(node));
    if (ts.isExportAssignment(node)) return this.heritage(node.expression, NOTHING);
    if (ts.isVariableDeclaration(node) && node.initializer) return this.heritage(node.initializer, bindings);
    return undefined;
  }

  private asBase(workflow: WorkflowClass | undefined): Heritage | undefined {
    return workflow && { base: workflow, config: undefined };
  }

  /** `Workflow.with({…})`, or a mixin: a function that takes a class and returns one that extends it. */
  private called(call: ts.CallExpression, bindings: Bindings): Heritage | undefined {
    const callee = unwrap(call.expression);
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === "with") {
      const base = this.heritage(callee.expression, bindings);
      return base && { base: base.base, config: call.arguments[0] ?? base.config };
    }
    const made = functionOf(this.meanings.of(callee));
    if (!made) return undefined;
    const inner = new Map(bindings);
    made.parameters.forEach((parameter, index) => {
      const argument = call.arguments[index];
      const heritage = argument && this.heritage(argument, bindings);
      if (heritage) inner.set(parameter, heritage);
    });
    const [returned] = returnsOf(made);
    return returned && this.heritage(returned, inner);
  }

  private isParameter(expression: ts.Expression): boolean {
    const meaning = this.meanings.of(expression);
    return meaning?.kind === "declaration" && ts.isParameter(meaning.node);
  }

  private hasStep(member: ts.ClassElement): boolean {
    return ts.isMethodDeclaration(member) && stepDecorator(member, this.meanings) !== undefined;
  }
}

const ROOT: Heritage = { base: undefined, config: undefined };

export interface StepDecorator {
  readonly kind: "step" | "catchError";
  readonly node: ts.Decorator;
  readonly arguments: readonly ts.Expression[];
}

/** The decorator that makes a method a step. */
export function stepDecorator(method: ts.MethodDeclaration, meanings: Meanings): StepDecorator | undefined {
  for (const node of ts.getDecorators(method) ?? []) {
    const call = ts.isCallExpression(node.expression) ? node.expression : undefined;
    const callee = call ? call.expression : node.expression;
    const meaning = meanings.of(callee);
    // A name that leads nowhere is an import not written yet.
    const name = meaning?.kind === "runtime" ? meaning.name : meaning ? undefined : callee.getText();
    if (name === "step" || name === "catchError") return { kind: name, node, arguments: call?.arguments ?? [] };
    const wrapped = call && wrappedDecorator(functionOf(meaning), call, meanings);
    if (wrapped) return { ...wrapped, node };
  }
  return undefined;
}

/** `@patient(Asked)` of `function patient(event) { return step(event, { timeout: 600 }); }`. */
function wrappedDecorator(
  wrapper: FunctionNode | undefined,
  call: ts.CallExpression,
  meanings: Meanings,
): Pick<StepDecorator, "kind" | "arguments"> | undefined {
  const [returned] = wrapper ? returnsOf(wrapper) : [];
  const inner = returned && unwrap(returned);
  if (!wrapper || !inner || !ts.isCallExpression(inner)) return undefined;
  const meaning = meanings.of(inner.expression);
  const kind = meaning?.kind === "runtime" ? meaning.name : undefined;
  if (kind !== "step" && kind !== "catchError") return undefined;
  const given = inner.arguments.flatMap((argument) => {
    const text = (ts.isSpreadElement(argument) ? argument.expression : argument).getText();
    const index = wrapper.parameters.findIndex((parameter) => parameter.name.getText() === text);
    if (index < 0) return [argument];
    return wrapper.parameters[index]?.dotDotDotToken
      ? call.arguments.slice(index)
      : call.arguments.slice(index, index + 1);
  });
  return { kind, arguments: given };
}

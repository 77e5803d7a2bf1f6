import { ts } from "ts-morph";
import { type EventInfo, type Events, runtimeEvent } from "./events.ts";
import type { Meanings } from "./meanings.ts";
import type { EventUse } from "./type-nodes.ts";
import { unwrap } from "./unwrap.ts";
import { type StepDecorator, stepDecorator, type WorkflowClass } from "./workflows.ts";

/** A step as a workflow class has it: its own or inherited. */
export interface StepInfo {
  readonly name: string;
  readonly method: ts.MethodDeclaration;
  readonly decorator: StepDecorator;
  /** The class that declares it. */
  readonly declaredIn: WorkflowClass;
  readonly accepts: readonly EventInfo[];
  readonly acceptSubclasses: boolean;
  readonly fanIn: "collect" | "join" | undefined;
  /** What each parameter before the context receives. */
  readonly slots: ReadonlyArray<readonly EventUse[]>;
  /** The array of the `emits` option. */
  readonly emitsList: ts.ArrayLiteralExpression | undefined;
  readonly emits: ReadonlyArray<{ readonly event: EventInfo; readonly at: ts.Node }>;
  readonly workers: number | undefined;
  readonly skipGraphChecks: boolean;
  /** The `steps` option of `@catchError`. */
  readonly catches: readonly string[] | undefined;
  /** Names in the decorator that lead to no event. */
  readonly unknown: readonly ts.Expression[];
  /** True where the decorator lists what only running the program tells: `made.event` of `const made = makeEvents()`. */
  readonly unclear: boolean;
}

/** Reads the steps of workflow classes from their decorators. */
export class Steps {
  constructor(
    private readonly meanings: Meanings,
    private readonly events: Events,
  ) {}

  /** A workflow's steps, inherited ones included, the base's first; an override takes the place of what it overrides. */
  of(workflow: WorkflowClass): StepInfo[] {
    const chain: WorkflowClass[] = [];
    for (let one: WorkflowClass | undefined = workflow; one; one = one.base) chain.unshift(one);
    const steps = new Map<string, StepInfo>();
    for (const declaredIn of chain) {
      for (const member of declaredIn.node.members) {
        if (!ts.isMethodDeclaration(member)) continue;
        const decorator = stepDecorator(member, this.meanings);
        const name = methodName(member);
        const overridden = steps.get(name);
        if (decorator) steps.set(name, this.read(name, member, decorator, declaredIn));
        // The base's decorator registered the name; the call finds the nearest method.
        else if (overridden) steps.set(name, { ...overridden, method: member, declaredIn });
      }
    }
    return [...steps.values()];
  }

  private read(
    name: string,
    method: ts.MethodDeclaration,
    decorator: StepDecorator,
    declaredIn: WorkflowClass,
  ): StepInfo {
    const accepts: EventInfo[] = [];
    const unknown: ts.Expression[] = [];
    const slots: EventUse[][] = [];
    let unclear = false;
    let fanIn: "collect" | "join" | undefined;
    let options: ts.ObjectLiteralExpression | undefined;
    const accept = (expression: ts.Expression): EventInfo[] => {
      const events = this.listed(expression);
      if (events.length === 0 && this.isMade(expression)) unclear = true;
      else if (events.length === 0) unknown.push(expression);
      for (const event of events) if (!accepts.includes(event)) accepts.push(event);
      return events;
    };
    const plain: EventUse[] = [];
    for (const argument of decorator.arguments) {
      const object = this.object(argument);
      const gather = this.gather(argument);
      if (object) options = object;
      else if (decorator.kind === "catchError") continue;
      else if (gather) {
        fanIn = gather.kind;
        const slot = gather.events.map((one) =>
          accept(one).map((event) => ({ event, list: gather.kind === "collect" })),
        );
        slots.push(...(gather.kind === "collect" ? [slot.flat()] : slot));
      } else plain.push(...accept(argument).map((event) => ({ event, list: false })));
    }
    const failed = runtimeEvent("StepFailedEvent");
    if (decorator.kind === "catchError" && failed) {
      accepts.push(failed);
      plain.push({ event: failed, list: false });
    }
    if (slots.length === 0) slots.push(plain);
    return {
      ...{ name, method, decorator, declaredIn, accepts, fanIn, slots, unknown, unclear },
      acceptSubclasses: optionValue(options, "acceptSubclasses")?.kind === ts.SyntaxKind.TrueKeyword,
      emitsList: this.emitsList(options),
      emits: this.emitted(options),
      skipGraphChecks: optionValue(options, "skipGraphChecks")?.kind === ts.SyntaxKind.TrueKeyword,
      catches: this.names(optionValue(options, "steps")),
      workers: this.number(optionValue(options, "workers")),
    };
  }

  private emitsList(options: ts.ObjectLiteralExpression | undefined): ts.ArrayLiteralExpression | undefined {
    const value = optionValue(options, "emits");
    return value && this.array(value);
  }

  private emitted(options: ts.ObjectLiteralExpression | undefined): Array<{ event: EventInfo; at: ts.Node }> {
    const list = this.emitsList(options);
    return (list?.elements ?? []).flatMap((at) => this.listed(at).map((event) => ({ event, at })));
  }

  /** `collect(A, B, take(2))` or `join(A, B)` in a decorator. */
  private gather(argument: ts.Expression): { kind: "collect" | "join"; events: ts.Expression[] } | undefined {
    const call = unwrap(argument);
    if (!ts.isCallExpression(call)) return undefined;
    const meaning = this.meanings.of(call.expression);
    const kind = meaning?.kind === "runtime" ? meaning.name : meaning ? undefined : call.expression.getText();
    if (kind !== "collect" && kind !== "join") return undefined;
    const events = call.arguments.filter((one) => {
      const inner = unwrap(one);
      return !ts.isObjectLiteralExpression(inner) && !(ts.isCallExpression(inner) && !this.events.of(inner));
    });
    return { kind, events: [...events] };
  }

  /** The events of one argument: a class, or a list that is spread. */
  private listed(expression: ts.Expression): EventInfo[] {
    if (ts.isSpreadElement(expression)) {
      return (this.array(expression.expression)?.elements ?? []).flatMap((one) => this.listed(one));
    }
    const event = this.events.of(expression);
    return event ? [event] : [];
  }

  /** True for what a call makes, where it is written or in the variable it is taken from, or is handed in. */
  private isMade(expression: ts.Expression): boolean {
    let value = unwrap(ts.isSpreadElement(expression) ? expression.expression : expression);
    while (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value))
      value = unwrap(value.expression);
    if (ts.isCallExpression(value)) return true;
    const meaning = ts.isIdentifier(value) ? this.meanings.of(value) : undefined;
    if (meaning?.kind !== "declaration") return false;
    const { node } = meaning;
    if (ts.isParameter(node)) return true;
    const holder = ts.isBindingElement(node) ? node.parent.parent : node;
    const initializer = ts.isVariableDeclaration(holder) && holder.initializer && unwrap(holder.initializer);
    return initializer !== undefined && initializer !== false && ts.isCallExpression(initializer);
  }

  private array(expression: ts.Expression): ts.ArrayLiteralExpression | undefined {
    const value = this.value(expression);
    return value && ts.isArrayLiteralExpression(value) ? value : undefined;
  }

  /** An object literal, written in place or kept in a `const`. */
  object(expression: ts.Expression): ts.ObjectLiteralExpression | undefined {
    const value = this.value(expression);
    return value && ts.isObjectLiteralExpression(value) ? value : undefined;
  }

  /** The expression, or the value of the `const` it names. */
  private value(expression: ts.Expression): ts.Expression | undefined {
    const inner = unwrap(expression);
    if (!ts.isIdentifier(inner)) return inner;
    const meaning = this.meanings.of(inner);
    const declared = meaning?.kind === "declaration" ? meaning.node : undefined;
    const initializer = declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
    return initializer && unwrap(initializer);
  }

  private names(expression: ts.Expression | undefined): string[] | undefined {
    const list = expression && this.array(expression);
    return list?.elements.flatMap((one) => this.events.constant(one) ?? []);
  }

  private number(expression: ts.Expression | undefined): number | undefined {
    const value = expression && this.value(expression);
    return value && ts.isNumericLiteral(value) ? Number(value.text) : undefined;
  }
}

/** A method's name at run time. */
export function methodName(method: ts.MethodDeclaration): string {
  const { name } = method;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (ts.isComputedPropertyName(name) && ts.isStringLiteralLike(name.expression)) return name.expression.text;
  return name.getText();
}

/** Where a method's signature ends, before the body's brace. */
export function headEnd(method: ts.MethodDeclaration): number {
  if (method.type) return method.type.getEnd();
  const { body } = method;
  if (!body) return method.getEnd();
  return method.getSourceFile().text.lastIndexOf(")", body.getStart()) + 1;
}

/** The value of a property of an object literal; of a shorthand, its name. */
export function optionValue(object: ts.ObjectLiteralExpression | undefined, name: string): ts.Expression | undefined {
  for (const property of object?.properties ?? []) {
    if (property.name?.getText().replaceAll(/['"]/g, "") !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

import { ts } from "ts-morph";
import { runtimeNames } from "./events.ts";
import { eventRange } from "./graph.ts";
import { containsLine, nameRangeOf, rangeBetween, rangeOf } from "./ranges.ts";
import type { Sources } from "./sources.ts";
import { headEnd, methodName } from "./steps.ts";
import type { EventKind, SourceRange } from "./workflow-graph.ts";
import { stepDecorator } from "./workflows.ts";

/** Where an event breakpoint can stand. */
export type SourceTarget =
  | {
      readonly kind: "event";
      /** The event's identity. */
      readonly name: string;
      readonly className: string;
      /**
       * What its events go by at run time: their name, where the source tells it, then the class's, where that is another
       * one. Empty where both are made as the program runs.
       */
      readonly runtimeNames: readonly string[];
      readonly eventKind: EventKind;
      /** The whole class. */
      readonly range: SourceRange;
      readonly nameRange: SourceRange;
    }
  | {
      readonly kind: "step";
      /** The class that declares it; a workflow that extends it has the step too. */
      readonly workflow: string;
      readonly step: string;
      /** Decorator to the end of the signature. */
      readonly range: SourceRange;
      readonly nameRange: SourceRange;
    };

/** The event classes and steps that a file declares, in source order. */
export function targetsIn(file: ts.SourceFile, sources: Sources): SourceTarget[] {
  const targets: SourceTarget[] = [];
  const visit = (node: ts.Node): void => {
    const isHolder = ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node);
    if (ts.isClassLike(node) || isHolder) addEvent(node);
    if (ts.isClassLike(node)) {
      for (const member of node.members) if (ts.isMethodDeclaration(member)) addStep(node, member);
    }
    ts.forEachChild(node, visit);
  };
  const addEvent = (node: ts.Node): void => {
    const event = sources.events.declared(node);
    if (!event?.node || event.node !== node) return;
    targets.push({
      kind: "event",
      name: event.name,
      className: event.className,
      runtimeNames: runtimeNames(event),
      eventKind: event.kind,
      range: eventRange(event.node),
      nameRange: nameRangeOf(event.node),
    });
  };
  const addStep = (owner: ts.ClassLikeDeclaration, method: ts.MethodDeclaration): void => {
    const decorator = stepDecorator(method, sources.meanings);
    if (!decorator) return;
    targets.push({
      kind: "step",
      workflow: sources.workflows.nameOf(owner),
      step: methodName(method),
      range: rangeBetween(file, decorator.node.getStart(file), headEnd(method)),
      nameRange: rangeOf(method.name),
    });
  };
  visit(file);
  return targets;
}

/** The innermost target on a line. */
export function targetAt(targets: readonly SourceTarget[], line: number): SourceTarget | undefined {
  return targets.findLast((target) => containsLine(target.range, line));
}

/** Targets of many files; those that are gone meanwhile are left out. */
export function allTargets(
  files: readonly string[],
  read: (file: string) => SourceTarget[] | undefined,
): SourceTarget[] {
  return files.flatMap((file) => read(file) ?? []);
}

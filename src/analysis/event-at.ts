import { ts } from "ts-morph";
import type { EventInfo } from "./events.ts";
import { eventNode } from "./graph.ts";
import { rangeOf } from "./ranges.ts";
import type { Sources } from "./sources.ts";
import type { EventNode, SourceRange } from "./workflow-graph.ts";

/** A name in the source that stands for an event class. */
export interface NamedEvent {
  readonly event: EventNode;
  /** The name. */
  readonly range: SourceRange;
}

/** The event class that is declared or used at a line and column (from 1); undefined where the name is something else. */
export function eventAt(file: ts.SourceFile, line: number, column: number, sources: Sources): NamedEvent | undefined {
  if (line < 1 || line > file.getLineStarts().length) return undefined;
  const name = identifierAt(file, file.getPositionOfLineAndCharacter(line - 1, 0) + column - 1);
  const event = name && meantBy(name, sources);
  // Everything descends from the runtime's `Event`: there is nothing to say about it.
  if (!name || !event?.base) return undefined;
  return { event: eventNode(event, sources), range: rangeOf(name) };
}

function identifierAt(file: ts.SourceFile, position: number): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (position < node.getStart(file) || position > node.getEnd()) return;
    if (ts.isIdentifier(node)) found = node;
    ts.forEachChild(node, visit);
  };
  // Decorators and modifiers are children, too; JSDoc is not.
  ts.forEachChild(file, visit);
  return found;
}

function meantBy(name: ts.Identifier, sources: Sources): EventInfo | undefined {
  const { parent } = name;
  const isDeclaration =
    (ts.isClassLike(parent) || ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) &&
    parent.name === name;
  if (isDeclaration) return sources.events.declared(parent);
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) return sources.events.of(parent);
  if (ts.isQualifiedName(parent) && parent.right === name) return sources.events.of(parent);
  // `{ Retrieved: … }` and `class { Retrieved() {} }` only have a key of that name.
  const isKey = "name" in parent && parent.name === name && !ts.isShorthandPropertyAssignment(parent);
  return isKey && !ts.isImportSpecifier(parent) ? undefined : sources.events.of(name);
}

import { ts } from "ts-morph";
import { classesIn, classNameOf, extendsOf } from "../classes.ts";
import { rangeOf } from "../ranges.ts";
import type { Sources } from "../sources.ts";
import { unwrap } from "../unwrap.ts";
import { type Diagnostic, diagnostic } from "./diagnostic.ts";
import { renameEvent } from "./fixes.ts";

/** A name such as `order.placed` is no class's name: whoever writes it does so on purpose. */
const CLASS_NAME = /^[A-Z_$][\w$]*$/;

/** Event classes whose name in the source is not the name of their events: what renaming the class alone leaves behind. */
export function checkEventNames(file: ts.SourceFile, sources: Sources): Diagnostic[] {
  return classesIn(file).flatMap((node) => {
    const literal = ts.isClassDeclaration(node) ? nameLiteral(node) : undefined;
    const event = literal && sources.events.declared(node);
    if (!literal || event?.name !== literal.text || event.className === event.name) return [];
    const message = `The events of the class ${event.className} are named "${event.name}": that is what journals, breakpoints and other classes of that name go by.`;
    const fixes = [renameEvent(event.className, rangeOf(literal))];
    return [diagnostic("event-name", rangeOf(literal), message, { fixes })];
  });
}

/** The "Retrieved" of `class … extends Event.with("Retrieved", { … })`, where it looks like a class's name. */
function nameLiteral(node: ts.ClassDeclaration): ts.StringLiteralLike | undefined {
  const base = extendsOf(node)?.expression;
  const call = base && unwrap(base);
  const [name] = call && ts.isCallExpression(call) ? call.arguments : [];
  if (!name || !ts.isStringLiteralLike(name)) return undefined;
  return name.text !== classNameOf(node) && CLASS_NAME.test(name.text) ? name : undefined;
}

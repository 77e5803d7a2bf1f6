import { ts } from "ts-morph";
import type { Frame } from "./frames.ts";
import type { FunctionNode } from "./functions.ts";
import { unwrap } from "./unwrap.ts";
import type { WorkflowClass } from "./workflows.ts";

export type Field = ts.PropertyDeclaration | ts.ParameterDeclaration;

/** The declaration of `this.name`, nearest up the chain: a property, or a constructor parameter with a modifier. */
export function fieldOf(node: ts.Expression, frame: Frame): Field | undefined {
  if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const name = node.name.text;
  let undecided: Field | undefined;
  for (let one = frame.self; one; one = one.base) {
    for (const member of one.node.members) {
      if (ts.isPropertyDeclaration(member) && member.name.getText() === name) {
        if (member.initializer) return member;
        undecided ??= member; // abstract, or set in a constructor
      } else if (ts.isConstructorDeclaration(member)) {
        undecided ??= member.parameters.find((each) => each.name.getText() === name && each.modifiers);
      }
    }
  }
  return undecided;
}

/** The getter behind `this.name`, nearest up the chain. */
export function getterOf(node: ts.PropertyAccessExpression, frame: Frame): ts.GetAccessorDeclaration | undefined {
  if (node.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  for (let one = frame.self; one; one = one.base) {
    for (const member of one.node.members) {
      if (ts.isGetAccessorDeclaration(member) && member.body && member.name.getText() === node.name.text) return member;
    }
  }
  return undefined;
}

/** The class whose `this` a node in it means. */
export function enclosingClass(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let one: ts.Node | undefined = node; one; one = one.parent) if (ts.isClassLike(one)) return one;
  return undefined;
}

/** True for the class of a workflow and those it extends. */
export function isInChain(workflow: WorkflowClass, node: ts.ClassLikeDeclaration): boolean {
  for (let one: WorkflowClass | undefined = workflow; one; one = one.base) if (one.node === node) return true;
  return false;
}

/** The method of a class, or the function that is the value of a field, without those it inherits. */
export function ownMethod(node: ts.ClassLikeDeclaration, name: string): FunctionNode | undefined {
  let signature: FunctionNode | undefined;
  for (const member of node.members) {
    if (!member.name || member.name.getText() !== name) continue;
    // Of overloads the one that runs.
    if (ts.isMethodDeclaration(member) && member.body) return member;
    if (ts.isMethodDeclaration(member)) signature ??= member;
    const value = ts.isPropertyDeclaration(member) && member.initializer ? unwrap(member.initializer) : undefined;
    if (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value))) return value;
  }
  return signature;
}

/** The method a workflow's `this.name()` runs: the nearest up the chain that has a body. */
export function methodOf(workflow: WorkflowClass, name: string): FunctionNode | undefined {
  let abstract: FunctionNode | undefined;
  for (let one: WorkflowClass | undefined = workflow; one; one = one.base) {
    const found = ownMethod(one.node, name);
    if (found?.body) return found;
    abstract ??= found;
  }
  return abstract;
}

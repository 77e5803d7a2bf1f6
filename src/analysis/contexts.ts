import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import { enclosingClass, fieldOf, isInChain } from "./class-members.ts";
import type { Frame } from "./frames.ts";
import type { Meanings } from "./meanings.ts";
import { unwrap } from "./unwrap.ts";

/** Recognises the step's context under whatever name, and where it is handed on. */
export class Contexts {
  private readonly chain = new Chain();

  constructor(private readonly meanings: Meanings) {}

  /** `ctx`, `this.ctx`, `work.ctx` */
  is(expression: ts.Expression, frame: Frame): boolean {
    const node = unwrap(expression);
    if (ts.isPropertyAccessExpression(node)) return this.isMember(node, frame);
    const declared = this.declarationOf(node);
    return declared !== undefined && this.chain.follow(declared, () => this.isDeclared(declared, frame), false);
  }

  /** True for an argument that is the context or an object with it: `{ ctx, items }`. */
  isIn(argument: ts.Expression, frame: Frame): boolean {
    const value = unwrap(argument);
    if (!ts.isObjectLiteralExpression(value)) return this.is(value, frame);
    return value.properties.some((property) => {
      const member = memberValue(property);
      return member !== undefined && this.is(member, frame);
    });
  }

  /** True for a class that keeps a context in a field. */
  isKeptBy(node: ts.Node): boolean {
    return ts.isClassLike(node) && fieldsOf(node).some((field) => this.isTyped(field));
  }

  private isDeclared(declared: ts.Node, frame: Frame): boolean {
    if (ts.isBindingElement(declared)) {
      const { parent: pattern, propertyName, name } = declared;
      const from = pattern.parent;
      if (!ts.isObjectBindingPattern(pattern) || ts.isBindingElement(from)) return false;
      return this.isMemberOf(from, (propertyName ?? name).getText(), frame);
    }
    if (ts.isVariableDeclaration(declared)) {
      return declared.initializer ? this.is(declared.initializer, frame) : this.isTyped(declared);
    }
    if (!ts.isParameter(declared)) return false;
    return frame.parameters.get(declared)?.kind === "context" || this.isTyped(declared);
  }

  private isMember(node: ts.PropertyAccessExpression, frame: Frame): boolean {
    const owner = unwrap(node.expression);
    if (owner.kind === ts.SyntaxKind.ThisKeyword) {
      const inClass = enclosingClass(node);
      const isOther = inClass && !(frame.self && isInChain(frame.self, inClass));
      const field = isOther
        ? fieldsOf(inClass).find((one) => one.name.getText() === node.name.text)
        : fieldOf(node, frame);
      return field !== undefined && this.isTyped(field);
    }
    const declared = this.declarationOf(owner);
    if (!declared || !(ts.isParameter(declared) || ts.isVariableDeclaration(declared))) return false;
    return this.chain.follow(declared, () => this.isMemberOf(declared, node.name.text, frame), false);
  }

  /** Whether that member of an object is the context: of the object that was handed in, or as its type says. */
  private isMemberOf(owner: ts.ParameterDeclaration | ts.VariableDeclaration, name: string, frame: Frame): boolean {
    const argument = ts.isParameter(owner) ? frame.parameters.get(owner) : undefined;
    const given = argument?.kind === "expression" ? argument.expression : owner.initializer;
    const object = given && unwrap(given);
    if (object && ts.isObjectLiteralExpression(object)) {
      const property = object.properties.find((one) => one.name?.getText() === name);
      const value = property && memberValue(property);
      if (value) return this.is(value, argument?.kind === "expression" ? argument.frame : frame);
    }
    const members = owner.type ? this.membersOf(owner.type) : [];
    return members.some((one) => ts.isPropertySignature(one) && one.name.getText() === name && this.isTyped(one));
  }

  private membersOf(type: ts.TypeNode): readonly ts.TypeElement[] {
    if (ts.isTypeLiteralNode(type)) return type.members;
    const meaning = ts.isTypeReferenceNode(type) ? this.meanings.of(type.typeName, "type") : undefined;
    const node = meaning?.kind === "declaration" ? meaning.node : undefined;
    if (node && ts.isInterfaceDeclaration(node)) return node.members;
    return node && ts.isTypeAliasDeclaration(node) && ts.isTypeLiteralNode(node.type) ? node.type.members : [];
  }

  private isTyped(declared: ts.Node & { readonly type?: ts.TypeNode | undefined }): boolean {
    const type = declared.type ?? ts.getJSDocType(declared);
    return type !== undefined && this.isContextType(type);
  }

  /** `Context`, `Context<State>`, `Context | undefined` */
  private isContextType(type: ts.TypeNode): boolean {
    if (ts.isUnionTypeNode(type)) return type.types.some((one) => this.isContextType(one));
    const written = ts.isTypeReferenceNode(type) ? this.meanings.of(type.typeName, "type") : undefined;
    return written?.kind === "runtime" && written.name === "Context";
  }

  private declarationOf(node: ts.Expression): ts.Node | undefined {
    const meaning = ts.isIdentifier(node) ? this.meanings.of(node) : undefined;
    return meaning?.kind === "declaration" ? meaning.node : undefined;
  }
}

function memberValue(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

/** The fields of a class, those included that its constructor's parameters make. */
function fieldsOf(node: ts.ClassLikeDeclaration): Array<ts.PropertyDeclaration | ts.ParameterDeclaration> {
  return node.members.flatMap((member): Array<ts.PropertyDeclaration | ts.ParameterDeclaration> => {
    if (ts.isPropertyDeclaration(member)) return [member];
    return ts.isConstructorDeclaration(member) ? member.parameters.filter(({ modifiers }) => modifiers) : [];
  });
}

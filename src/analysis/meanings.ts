import { ts } from "ts-morph";
import { Chain } from "./chain.ts";
import { functionOf, returnsOf } from "./functions.ts";
import type { ImportTarget, Modules } from "./modules.ts";
import { type Declared, type ImportPart, isScope, type Scope, scopeOf } from "./scopes.ts";
import { unwrap } from "./unwrap.ts";

/** What a name stands for, read from the syntax alone. */
export type Meaning =
  /** Something the runtime exports: `Event`, `Workflow`, `step`, … */
  | { readonly kind: "runtime"; readonly name: string }
  | { readonly kind: "runtimeNamespace" }
  | { readonly kind: "namespace"; readonly file: ts.SourceFile }
  | {
      readonly kind: "declaration";
      readonly node: Declared;
      /** The call that makes it, where it is declared inside a function: `makeEvents()` of `makeEvents().Retrieved`. */
      readonly call?: ts.CallExpression;
    };

/** What is wanted of a name that can be both: `interface X` and `const X` may share it. */
export type Space = "value" | "type";

/**
 * Looks names up without a type checker: through scopes, imports, re-exports and namespaces, across files. It works on
 * half-typed text and where packages are not installed, and reads only the files an import chain passes through.
 */
export class Meanings {
  private readonly scopes = new Map<ts.Node, Scope>();
  private readonly chain = new Chain();

  constructor(private readonly modules: Modules) {}

  /** What `a`, `a.b` or `a.b.c` stands for where it is written. */
  of(entity: ts.Expression | ts.EntityName, space: Space = "value"): Meaning | undefined {
    if (ts.isIdentifier(entity)) return this.ofName(entity.text, entity, space);
    if (ts.isParenthesizedExpression(entity) || ts.isNonNullExpression(entity) || ts.isAsExpression(entity)) {
      return this.of(entity.expression, space);
    }
    if (ts.isQualifiedName(entity)) return this.member(this.of(entity.left, "value"), entity.right.text, space);
    const loaded = loadedModule(entity);
    if (loaded) return this.namespaceOf(this.modules.target(loaded.text, entity.getSourceFile().fileName));
    if (!ts.isPropertyAccessExpression(entity)) return undefined;
    return this.chain.follow(entity, () => this.memberOf(entity.expression, entity.name.text, space), undefined);
  }

  /** What a member of an expression's value stands for. */
  private memberOf(expression: ts.Expression, name: string, space: Space): Meaning | undefined {
    const value = unwrap(expression);
    if (ts.isObjectLiteralExpression(value)) return this.property(value, name, space);
    if (loadedModule(value)) return this.member(this.of(value), name, space);
    if (ts.isAwaitExpression(value)) return this.memberOf(value.expression, name, space);
    if (ts.isCallExpression(value)) return this.made(value, name, space);
    return this.member(this.of(value), name, space);
  }

  /** `makeEvents().Retrieved` of `function makeEvents() { return { Retrieved: Event.with("Retrieved") }; }` */
  private made(call: ts.CallExpression, name: string, space: Space): Meaning | undefined {
    const factory = functionOf(this.of(call.expression));
    if (!factory) return undefined;
    return this.chain.follow(
      factory,
      () => {
        for (const returned of returnsOf(factory)) {
          const found = this.memberOf(returned, name, space);
          if (found) return found.kind === "declaration" ? { call, ...found } : found;
        }
        return undefined;
      },
      undefined,
    );
  }

  private member(owner: Meaning | undefined, name: string, space: Space): Meaning | undefined {
    if (owner?.kind === "runtimeNamespace") return { kind: "runtime", name };
    if (owner?.kind === "namespace") return this.exported(owner.file, name, space);
    if (owner?.kind !== "declaration") return undefined;
    const { node } = owner;
    if (ts.isModuleDeclaration(node) && node.body) {
      const found = pick(this.scopeOf(node.body).get(name), space);
      return found && this.follow(found, space);
    }
    if (ts.isClassLike(node)) return this.staticMember(node, name);
    const value = ts.isVariableDeclaration(node) ? node.initializer : undefined;
    // An object, another name for one, `await import("./events.js")`, or what a function returns
    return value && this.chain.follow(node, () => this.memberOf(value, name, space), undefined);
  }

  /** `Flow.Retrieved` of `class Flow { static Retrieved = class extends Event {} }`. */
  private staticMember(node: ts.ClassLikeDeclaration, name: string): Meaning | undefined {
    const isIt = (one: ts.ClassElement): boolean =>
      one.name?.getText() === name && hasModifier(one, ts.SyntaxKind.StaticKeyword);
    const member = node.members.find(
      (one): one is ts.PropertyDeclaration => ts.isPropertyDeclaration(one) && isIt(one),
    );
    if (!member?.initializer) return undefined;
    const { initializer } = member;
    return this.chain.follow(member, () => this.of(initializer), undefined) ?? { kind: "declaration", node: member };
  }

  /** `Events.Retrieved` of `const Events = { Retrieved }`. */
  private property(object: ts.ObjectLiteralExpression, name: string, space: Space): Meaning | undefined {
    for (const property of object.properties) {
      if (ts.isSpreadAssignment(property)) {
        const found = this.memberOf(property.expression, name, space);
        if (found) return found;
      }
      if (!property.name || property.name.getText() !== name) continue;
      if (ts.isShorthandPropertyAssignment(property)) return this.ofName(name, object, space);
      if (ts.isPropertyAssignment(property)) {
        return this.of(property.initializer, space) ?? { kind: "declaration", node: property };
      }
    }
    return undefined;
  }

  /** What a name stands for at a place. */
  ofName(name: string, at: ts.Node, space: Space): Meaning | undefined {
    for (let node: ts.Node | undefined = at.parent ?? at; node; node = node.parent) {
      const found = pick(this.scopeOf(node).get(name), space);
      if (found) return this.follow(found, space);
    }
    return undefined;
  }

  private follow(found: Declared | ImportPart, space: Space, seen = new Set<ts.Node>()): Meaning | undefined {
    if (ts.isImportSpecifier(found)) {
      const declaration = found.parent.parent.parent;
      return this.imported(declaration, (found.propertyName ?? found.name).text, space, seen);
    }
    if (ts.isNamespaceImport(found)) return this.importedNamespace(found.parent.parent);
    if (ts.isImportEqualsDeclaration(found)) return this.importedEntity(found, space);
    if (ts.isImportClause(found)) return this.imported(found.parent, "default", space, seen);
    if (ts.isBindingElement(found)) return this.destructured(found, space) ?? { kind: "declaration", node: found };
    return { kind: "declaration", node: found };
  }

  /** `import Failure = Mail.Failure` or `import events = require("./events")` */
  private importedEntity({ moduleReference }: ts.ImportEqualsDeclaration, space: Space): Meaning | undefined {
    if (!ts.isExternalModuleReference(moduleReference)) {
      return this.chain.follow(moduleReference, () => this.of(moduleReference, space), undefined);
    }
    const { expression } = moduleReference;
    if (!ts.isStringLiteralLike(expression)) return undefined;
    return this.namespaceOf(this.modules.target(expression.text, expression.getSourceFile().fileName));
  }

  /** `const { Retrieved: Found } = events` */
  private destructured(element: ts.BindingElement, space: Space): Meaning | undefined {
    const name = element.propertyName ?? element.name;
    const { parent: pattern } = element;
    const value = ts.isVariableDeclaration(pattern.parent) ? pattern.parent.initializer : undefined;
    if (!value || !ts.isObjectBindingPattern(pattern) || !ts.isIdentifier(name)) return undefined;
    return this.chain.follow(element, () => this.memberOf(value, name.text, space), undefined);
  }

  private imported(
    declaration: ts.ImportDeclaration | ts.ExportDeclaration | ts.JSDocImportTag,
    name: string,
    space: Space,
    seen: Set<ts.Node>,
  ): Meaning | undefined {
    const target = this.targetOf(declaration);
    if (target?.kind === "runtime") return { kind: "runtime", name };
    return target?.kind === "file" ? this.exported(target.file, name, space, seen) : undefined;
  }

  private importedNamespace(
    declaration: ts.ImportDeclaration | ts.ExportDeclaration | ts.JSDocImportTag,
  ): Meaning | undefined {
    return this.namespaceOf(this.targetOf(declaration));
  }

  private namespaceOf(target: ImportTarget | undefined): Meaning | undefined {
    if (target?.kind === "runtime") return { kind: "runtimeNamespace" };
    return target?.kind === "file" ? { kind: "namespace", file: target.file } : undefined;
  }

  private targetOf(declaration: ts.ImportDeclaration | ts.ExportDeclaration | ts.JSDocImportTag) {
    const { moduleSpecifier } = declaration;
    if (!moduleSpecifier || !ts.isStringLiteralLike(moduleSpecifier)) return undefined;
    return this.modules.target(moduleSpecifier.text, declaration.getSourceFile().fileName);
  }

  /** The file that an import of that module leads to; undefined for the runtime and what cannot be found. */
  fileOf(specifier: string, from: ts.SourceFile): ts.SourceFile | undefined {
    const target = this.modules.target(specifier, from.fileName);
    return target.kind === "file" ? target.file : undefined;
  }

  /** What a file exports under a name: its own, renamed, or passed on from other files. */
  exported(file: ts.SourceFile, name: string, space: Space, seen = new Set<ts.Node>()): Meaning | undefined {
    if (seen.has(file)) return undefined;
    seen.add(file);
    for (const statement of file.statements) {
      const found = this.exportedBy(statement, name, space, seen);
      if (found) return found;
    }
    const own = pick(
      this.scopeOf(file)
        .get(name)
        ?.filter((declared) => isExported(declared)),
      space,
    );
    if (own) return this.follow(own, space, seen);
    for (const statement of file.statements) {
      if (!ts.isExportDeclaration(statement) || statement.exportClause) continue;
      const found = this.imported(statement, name, space, new Set(seen));
      // A star passes on what the runtime exports, but not every unknown name is one of the runtime's.
      if (found && (found.kind !== "runtime" || RUNTIME_NAMES.has(found.name))) return found;
    }
    return undefined;
  }

  private exportedBy(statement: ts.Statement, name: string, space: Space, seen: Set<ts.Node>): Meaning | undefined {
    if (ts.isExportAssignment(statement) && name === "default") {
      return this.of(statement.expression, space) ?? { kind: "declaration", node: statement };
    }
    if (name === "default" && (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement))) {
      return hasModifier(statement, ts.SyntaxKind.DefaultKeyword)
        ? { kind: "declaration", node: statement }
        : undefined;
    }
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) return undefined;
    if (ts.isNamespaceExport(statement.exportClause)) {
      return statement.exportClause.name.text === name ? this.importedNamespace(statement) : undefined;
    }
    const specifier = statement.exportClause.elements.find((element) => element.name.text === name);
    if (!specifier) return undefined;
    const original = (specifier.propertyName ?? specifier.name).text;
    if (statement.moduleSpecifier) return this.imported(statement, original, space, new Set(seen));
    const own = pick(this.scopeOf(statement.getSourceFile()).get(original), space);
    return own && this.follow(own, space, seen);
  }

  /** The names a node introduces for what is inside it. */
  private scopeOf(node: ts.Node): Scope {
    if (!isScope(node)) return EMPTY;
    let scope = this.scopes.get(node);
    if (!scope) {
      scope = scopeOf(node);
      this.scopes.set(node, scope);
    }
    return scope;
  }
}

/** The module that `await import("…")` or `require("…")` loads. */
function loadedModule(node: ts.Node): ts.StringLiteralLike | undefined {
  const call = ts.isAwaitExpression(node) ? node.expression : node;
  if (!ts.isCallExpression(call)) return undefined;
  const isLoader =
    call.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(call.expression) && call.expression.text === "require");
  const [specifier] = call.arguments;
  return isLoader && specifier && ts.isStringLiteralLike(specifier) ? specifier : undefined;
}

const EMPTY: Scope = new Map();

const RUNTIME_NAMES = new Set([
  ...["Event", "StartEvent", "StopEvent", "InputRequiredEvent", "HumanResponseEvent", "StepFailedEvent"],
  ...["Workflow", "Context", "step", "catchError", "collect", "join", "take", "all"],
]);

function pick<D extends Declared | ImportPart>(candidates: readonly D[] | undefined, space: Space): D | undefined {
  if (!candidates || candidates.length < 2) return candidates?.[0];
  // Of overloads the one that runs.
  const runs = candidates.find((node) => ts.isFunctionDeclaration(node) && node.body);
  if (runs) return runs;
  const onlyType = (node: D): boolean => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  return candidates.find((node) => ts.isClassLike(node) || onlyType(node) === (space === "type")) ?? candidates[0];
}

function isExported(declared: Declared | ImportPart): boolean {
  if (ts.isVariableDeclaration(declared)) {
    const statement = declared.parent.parent;
    return ts.isVariableStatement(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
  }
  return ts.canHaveModifiers(declared) && hasModifier(declared, ts.SyntaxKind.ExportKeyword);
}

/** True where the declaration is written with that keyword, e.g. `export` or `abstract`. */
export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);
}

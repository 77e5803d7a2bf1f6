import { ts } from "ts-morph";
import { type EventInfo, runtimeEvent } from "../events.ts";
import type { Meaning } from "../meanings.ts";
import { type Declared, type ImportPart, isScope, scopeOf } from "../scopes.ts";
import type { Sources } from "../sources.ts";
import type { TextEdit } from "./diagnostic.ts";
import { importFromFile, importFromRuntime } from "./imports.ts";

type Entity = ts.Identifier | ts.PropertyAccessExpression | ts.QualifiedName;

/** What a fix may write at a place: names as they are visible there, and what has to be imported for them. */
export class Names {
  /** The imports that the names given so far take. */
  readonly imports: TextEdit[] = [];
  private readonly file: ts.SourceFile;

  /** @param at where the text will stand; what is declared further down has no value yet there. */
  constructor(
    private readonly at: ts.Node,
    private readonly sources: Sources,
  ) {
    this.file = at.getSourceFile();
  }

  /** The class as a value, or undefined where nothing can name it. */
  event(event: EventInfo): string | undefined {
    const found = this.find((entity) => this.isUsable(rootOf(entity)) && this.means(entity, event));
    return found?.getText() ?? this.imported(event);
  }

  /** The type of the class's events, or undefined where nothing can name it. */
  type(event: EventInfo): string | undefined {
    const found = this.find((entity) => this.means(entity, event));
    if (!found) return this.imported(event);
    return this.isType(found) ? found.getText() : `InstanceType<typeof ${found.getText()}>`;
  }

  /** Something that the runtime exports. */
  runtime(name: string): string | undefined {
    const found = this.find((entity) => {
      const meaning = this.isUsable(rootOf(entity)) ? this.sources.meanings.of(entity) : undefined;
      return meaning?.kind === "runtime" && meaning.name === name;
    });
    return found?.getText() ?? this.added(name, importFromRuntime(name, this.file));
  }

  private imported(event: EventInfo): string | undefined {
    if (runtimeEvent(event.name) === event) return this.added(event.name, importFromRuntime(event.name, this.file));
    const { node, className } = event;
    if (!node || !ts.isClassDeclaration(node)) return undefined;
    const from = node.getSourceFile();
    if (from === this.file) return undefined;
    const exported = this.sources.meanings.exported(from, className, "value");
    if (exported?.kind !== "declaration" || exported.node !== node) return undefined;
    return this.added(className, importFromFile(className, from, this.file, this.sources.meanings));
  }

  private added(name: string, edit: TextEdit | undefined): string | undefined {
    if (edit && this.imports.some(({ text }) => text === edit.text)) return name;
    if (!edit || this.declarationsOf(name).length > 0) return undefined;
    this.imports.push(edit);
    return name;
  }

  /** The first `a` or `a.b` of the file that stands for the same at this place, too, and that `fits`. */
  private find(fits: (entity: Entity) => boolean): Entity | undefined {
    const visit = (node: ts.Node): Entity | undefined => {
      if (isEntity(node) && this.isVisible(rootOf(node)) && fits(node)) return node;
      // What stands behind a dot means nothing alone.
      if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
      return ts.isQualifiedName(node) ? visit(node.left) : ts.forEachChild(node, visit);
    };
    return visit(this.file);
  }

  private isVisible(root: ts.Identifier): boolean {
    const { meanings } = this.sources;
    const here = meanings.ofName(root.text, this.at, "value");
    return here !== undefined && isSame(here, meanings.ofName(root.text, root, "value"));
  }

  private means(entity: Entity, event: EventInfo): boolean {
    const found = this.sources.events.of(entity);
    if (!found || found.name !== event.name) return false;
    return event.node ? found.node === event.node : found === event;
  }

  private isUsable({ text }: ts.Identifier): boolean {
    const start = this.at.getStart();
    return this.declarationsOf(text).every(
      (one) => !ts.isTypeOnlyImportDeclaration(one) && (isImport(one) || one.getEnd() <= start),
    );
  }

  /** True where the name of the value is one of its type, too, as that of a class is. */
  private isType(entity: Entity): boolean {
    if (ts.isQualifiedName(entity) || ts.isTypeReferenceNode(entity.parent)) return true;
    const meaning = this.sources.meanings.of(entity);
    if (meaning?.kind !== "runtime" && !(meaning?.kind === "declaration" && ts.isClassDeclaration(meaning.node))) {
      return false;
    }
    return this.declarationsOf(rootOf(entity).text).every((one) => {
      if (ts.isNamespaceImport(one) || ts.isModuleDeclaration(one)) return true;
      return ts.isIdentifier(entity) && (isImport(one) || ts.isClassDeclaration(one));
    });
  }

  /** What introduces the name, seen from the place. */
  private declarationsOf(name: string): ReadonlyArray<Declared | ImportPart> {
    for (let node: ts.Node | undefined = this.at; node; node = node.parent) {
      const found = isScope(node) ? scopeOf(node).get(name) : undefined;
      if (found) return found;
    }
    return [];
  }
}

function isEntity(node: ts.Node): node is Entity {
  if (ts.isIdentifier(node)) return true;
  if (ts.isQualifiedName(node)) return isEntity(node.left);
  return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.name) && isEntity(node.expression);
}

function rootOf(entity: Entity): ts.Identifier {
  let root: ts.Node = entity;
  while (!ts.isIdentifier(root))
    root = ts.isQualifiedName(root) ? root.left : (root as ts.PropertyAccessExpression).expression;
  return root;
}

function isImport(node: ts.Node): boolean {
  return (
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportEqualsDeclaration(node)
  );
}

function isSame(one: Meaning, other: Meaning | undefined): boolean {
  if (one.kind === "declaration") return other?.kind === "declaration" && one.node === other.node;
  if (one.kind === "runtime") return other?.kind === "runtime" && one.name === other.name;
  if (one.kind === "namespace") return other?.kind === "namespace" && one.file === other.file;
  return other?.kind === one.kind;
}

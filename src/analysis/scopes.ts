import { ts } from "ts-morph";

/** What a name can be declared as. */
export type Declared =
  | ts.ClassLikeDeclaration
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.PropertyDeclaration
  /** `Retrieved` of `const Events = { Retrieved: Event.with("Retrieved") }` */
  | ts.PropertyAssignment
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.TypeParameterDeclaration
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  /** `export default <expression>` */
  | ts.ExportAssignment;

/** What an import brings into a file. */
export type ImportPart = ts.ImportSpecifier | ts.ImportClause | ts.NamespaceImport | ts.ImportEqualsDeclaration;
/** Names that a node introduces for what is inside it. */
export type Scope = Map<string, Array<Declared | ImportPart>>;

/** What can introduce names: few of the nodes around a place. */
const SCOPES = new Set([
  ...[ts.SyntaxKind.SourceFile, ts.SyntaxKind.Block, ts.SyntaxKind.ModuleBlock, ts.SyntaxKind.CaseBlock],
  ...[ts.SyntaxKind.ClassDeclaration, ts.SyntaxKind.ClassExpression, ts.SyntaxKind.CatchClause],
  ...[ts.SyntaxKind.TypeAliasDeclaration, ts.SyntaxKind.InterfaceDeclaration],
  ...[ts.SyntaxKind.ForStatement, ts.SyntaxKind.ForOfStatement, ts.SyntaxKind.ForInStatement],
]);

/** False for a node that introduces no names. */
export function isScope(node: ts.Node): boolean {
  return SCOPES.has(node.kind) || ts.isFunctionLike(node);
}

/** The names that a node introduces for what is inside it. */
export function scopeOf(node: ts.Node): Scope {
  const scope: Scope = new Map();
  const add = (name: ts.Node | undefined, declared: Declared | ImportPart): void => {
    if (!name) return;
    if (ts.isIdentifier(name)) {
      const list = scope.get(name.text);
      if (list) list.push(declared);
      else scope.set(name.text, [declared]);
    } else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name)) {
      for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name, element);
    }
  };
  const addList = (list: ts.Node | undefined): void => {
    if (list && ts.isVariableDeclarationList(list)) for (const one of list.declarations) add(one.name, one);
  };
  if (ts.isFunctionLike(node)) {
    for (const parameter of node.parameters) add(parameter.name, parameter);
    if (ts.isFunctionExpression(node)) add(node.name, node);
  }
  if (
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isInterfaceDeclaration(node)
  ) {
    for (const parameter of node.typeParameters ?? []) add(parameter.name, parameter);
  }
  if (ts.isClassExpression(node)) add(node.name, node);
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) addList(node.initializer);
  if (ts.isCatchClause(node) && node.variableDeclaration) add(node.variableDeclaration.name, node.variableDeclaration);
  for (const statement of statementsOf(node)) {
    if (ts.isVariableStatement(statement)) addList(statement.declarationList);
    else if (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) add(statement.name, statement);
    else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      add(statement.name, statement);
    else if (ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement)) add(statement.name, statement);
    else if (ts.isImportDeclaration(statement) && statement.importClause) {
      const { importClause } = statement;
      add(importClause.name, importClause);
      const bindings = importClause.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) add(bindings.name, bindings);
      else for (const one of bindings?.elements ?? []) add(one.name, one);
    } else if (ts.isImportEqualsDeclaration(statement)) add(statement.name, statement);
  }
  return scope;
}

function statementsOf(node: ts.Node): readonly ts.Statement[] {
  if (ts.isSourceFile(node) || ts.isBlock(node) || ts.isModuleBlock(node)) return node.statements;
  if (ts.isCaseBlock(node)) return node.clauses.flatMap((clause) => [...clause.statements]);
  return [];
}

/** What changes in a compiled module because it lies in another folder than its source. */
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { ts } from "ts-morph";

export interface ModuleRewrite {
  /** Absolute path of the source. */
  readonly path: string;
  /** Whether it is the program that runs. */
  readonly main: boolean;
  /** The name under which the output imports what the source imports as `specifier`. */
  specifier(specifier: string, require: boolean): string;
}

/** Names imports anew, and keeps `import.meta`, `__dirname` and `__filename` as they were. Runs on emitted JavaScript. */
export function rewriteModule(rewrite: ModuleRewrite): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const self = new Set<string>();

    const renamed = (literal: ts.StringLiteralLike, require: boolean): ts.StringLiteral =>
      factory.createStringLiteral(rewrite.specifier(literal.text, require));

    const visit = (node: ts.Node): ts.Node => {
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
        const name = renamed(node.moduleSpecifier, false);
        return factory.updateImportDeclaration(node, node.modifiers, node.importClause, name, node.attributes);
      }
      if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
        const name = renamed(node.moduleSpecifier, false);
        const { modifiers, isTypeOnly, exportClause, attributes } = node;
        return factory.updateExportDeclaration(node, modifiers, isTypeOnly, exportClause, name, attributes);
      }
      const [argument] = ts.isCallExpression(node) ? node.arguments : [];
      if (ts.isCallExpression(node) && argument && ts.isStringLiteralLike(argument)) {
        const dynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword;
        const require = ts.isIdentifier(node.expression) && node.expression.text === "require";
        if (dynamic || require) {
          const rest = node.arguments.slice(1);
          return factory.updateCallExpression(node, node.expression, node.typeArguments, [
            renamed(argument, require),
            ...rest,
          ]);
        }
      }
      if (ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression)) {
        const value = ownProperty(rewrite, node.name.text);
        if (value !== undefined) {
          return typeof value === "string"
            ? factory.createStringLiteral(value)
            : value
              ? factory.createTrue()
              : factory.createFalse();
        }
      }
      if (ts.isIdentifier(node) && (node.text === "__dirname" || node.text === "__filename")) self.add(node.text);
      return ts.visitEachChild(node, visit, context);
    };

    const visited = ts.visitNode(file, visit, ts.isSourceFile);
    const statements: ts.Statement[] = [];
    // `var`, which may name a CommonJS module's own parameters again.
    const declare = (name: string, value: string): void => {
      const declaration = factory.createVariableDeclaration(
        name,
        undefined,
        undefined,
        factory.createStringLiteral(value),
      );
      statements.push(
        factory.createVariableStatement(
          undefined,
          factory.createVariableDeclarationList([declaration], ts.NodeFlags.None),
        ),
      );
    };
    const values = { __dirname: dirname(rewrite.path), __filename: rewrite.path };
    for (const [name, value] of Object.entries(values)) {
      if (self.has(name) && !declares(file, name)) declare(name, value);
    }
    if (rewrite.main) statements.push(programName(factory, rewrite.path));
    if (statements.length === 0) return visited;
    // A directive stays first.
    const directives = visited.statements.filter(
      (statement) => ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression),
    );
    const rest = visited.statements.filter((statement) => !directives.includes(statement));
    return factory.updateSourceFile(visited, [...directives, ...statements, ...rest]);
  };
}

function ownProperty({ path, main }: ModuleRewrite, name: string): string | boolean | undefined {
  if (name === "url") return pathToFileURL(path).href;
  if (name === "filename") return path;
  if (name === "dirname") return dirname(path);
  return name === "main" ? main : undefined;
}

function declares(file: ts.SourceFile, name: string): boolean {
  return file.statements.some(
    (statement) =>
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.some(
        (declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name,
      ),
  );
}

/** `process.argv[1] = "<path>"`, as it is where the source itself is run. */
function programName(factory: ts.NodeFactory, path: string): ts.Statement {
  const argv = factory.createPropertyAccessExpression(factory.createIdentifier("process"), "argv");
  return factory.createExpressionStatement(
    factory.createAssignment(
      factory.createElementAccessExpression(argv, factory.createNumericLiteral(1)),
      factory.createStringLiteral(path),
    ),
  );
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { root } from "../../scripts/paths.ts";
import { ensureCodeServer } from "../../scripts/vscode/install.ts";

export interface Token {
  readonly text: string;
  /** From the file's scope to the innermost. */
  readonly scopes: readonly string[];
}

interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo: readonly string[];
}

/** The languages that workflows are written in, as VS Code's own extensions name them. */
export const LANGUAGES = {
  "source.ts": "typescript-basics/syntaxes/TypeScript",
  "source.tsx": "typescript-basics/syntaxes/TypeScriptReact",
  "source.js": "javascript/syntaxes/JavaScript",
  "source.js.jsx": "javascript/syntaxes/JavaScriptReact",
} as const;

/** VS Code's own grammar of one of them, with what package.json adds to it. */
export async function loadGrammar(scope: keyof typeof LANGUAGES): Promise<IGrammar> {
  const { entry } = await ensureCodeServer();
  const extensions = join(dirname(entry), "../../lib/vscode/extensions");
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    contributes: { grammars: readonly Contribution[] };
  };
  const added = manifest.contributes.grammars;
  const files: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(LANGUAGES).map(([name, path]) => [name, join(extensions, `${path}.tmLanguage.json`)]),
    ),
    ...Object.fromEntries(added.map(({ scopeName, path }) => [scopeName, join(root, path)])),
  };
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => {
      const file = files[name];
      return file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, "utf8"), file);
    },
    getInjections: (name) => added.filter(({ injectTo }) => injectTo.includes(name)).map(({ scopeName }) => scopeName),
  });
  const grammar = await registry.loadGrammar(scope);
  if (!grammar) throw new Error(`${scope} has no grammar`);
  return grammar;
}

export function tokensOf(grammar: IGrammar, source: string): Token[] {
  let state = textmate.INITIAL;
  return source.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes }));
  });
}

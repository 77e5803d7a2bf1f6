import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A fenced block of a Markdown page. */
export interface CodeBlock {
  /** What stands behind the opening fence: "ts", "sh", "jsonc", … */
  readonly language: string;
  readonly text: string;
  /** The line of its first line of code, from 1. */
  readonly line: number;
}

export interface Page {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly CodeBlock[];
}

/** Every page a reader may land on. */
export function readPages(): readonly Page[] {
  const folders = ["docs", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => join(folder, file)),
  );
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...folders.sort()].map((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return { path: relative(root, join(root, file)).split(sep).join("/"), text, blocks: blocksOf(text) };
  });
}

function blocksOf(text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length; index++) {
    const language = /^ *```(\S*)/.exec(lines[index] ?? "")?.[1];
    if (language === undefined) continue;
    const end = lines.findIndex((line, at) => at > index && /^ *```\s*$/.test(line));
    if (end < 0) throw new Error(`line ${index + 1}: the code block is not closed`);
    blocks.push({ language, text: lines.slice(index + 1, end).join("\n"), line: index + 2 });
    index = end;
  }
  return blocks;
}

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const examples = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(examples);

/** What is searched: this repository, or, where the examples were copied elsewhere, only they. */
export const root = existsSync(join(repository, "docs", "getting-started.md")) ? repository : examples;

/** A part of a Markdown page, from one heading to the next. */
export interface Section {
  /** The file, from the root, with forward slashes: "docs/events.md". */
  readonly page: string;
  readonly heading: string;
  /** Plain text without code blocks: a line for each paragraph, list item and table row. */
  readonly text: string;
}

/** This repository's own documentation: README.md, docs/ and the README of every example. */
export async function readPages(): Promise<Section[]> {
  const own = root === repository ? [join(root, "README.md"), ...(await filesBelow(join(root, "docs"), ".md"))] : [];
  const files = [...own, ...(await filesBelow(examples, ".md"))];
  const pages = await Promise.all(
    files.map(async (file) => sectionsOf(pathFromRoot(file), await readFile(file, "utf8"))),
  );
  return pages.flat();
}

/** The examples' own code. */
export function exampleFiles(): Promise<string[]> {
  return filesBelow(examples, ".ts");
}

async function filesBelow(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return path.endsWith(extension) ? [path] : [];
    return entry.name === "node_modules" ? [] : filesBelow(path, extension);
  });
  return (await Promise.all(found)).flat().sort();
}

export function pathFromRoot(file: string): string {
  return relative(root, file).split(sep).join("/");
}

/** Splits a Markdown page at its headings. Sections without text are left out. */
export function sectionsOf(page: string, markdown: string): Section[] {
  const parts = withoutCode(markdown).split(/^#{1,6} +/m);
  return parts
    .map((part, index) => {
      const [heading = "", ...lines] = index === 0 ? ["", part] : part.split("\n");
      return { page, heading: heading.trim(), text: plainText(lines.join("\n")) };
    })
    .filter((section) => section.text !== "");
}

function withoutCode(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```$/gm, "");
}

/** A line for each paragraph, list item and table row, without Markdown's marks. */
function plainText(markdown: string): string {
  const lines: string[] = [];
  let open = false;
  for (const line of markdown.split("\n")) {
    const row = /^ *\|(.*)\| *$/.exec(line)?.[1];
    const text = withoutMarks(row ? asSentence(row) : line);
    const startsItem = /^ *(?:[-*]|\d+\.) /.test(line);
    if (text === "" || /^[|:\s-]+$/.test(line)) open = false;
    else if (row || startsItem || !open) lines.push(text);
    else lines[lines.length - 1] += ` ${text}`;
    open = text !== "" && !row;
  }
  return lines.join("\n");
}

/** A table row as "first cell: the others". */
function asSentence(row: string): string {
  const [first = "", ...others] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
  return `${first}: ${others.filter((cell) => cell !== "").join(", ")}`;
}

function withoutMarks(line: string): string {
  return line
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<\/?[a-z][^>]*>/g, "")
    .replace(/^ *(?:[-*]|\d+\.) /, "")
    .replace(/[`*\\]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { exampleFiles, pathFromRoot, readPages, root } from "../shared/pages.ts";
import { bestSentences, coverage, terms } from "../shared/text.ts";

/** A place that has something on the query. `score` is the share of the query's terms it has, from 0 to 1. */
export interface Finding {
  readonly place: string;
  readonly text: string;
  readonly score: number;
}

export type Source = (query: string) => Promise<Finding[]>;

/** What can be searched, by name. */
export const sources = { pages: searchPages, code: searchCode, package: searchPackage } satisfies Record<
  string,
  Source
>;

async function searchPages(query: string): Promise<Finding[]> {
  const sections = await readPages();
  return found(
    query,
    sections.map(({ page, heading, text }) => ({
      place: heading ? `${page} § ${heading}` : page,
      text: bestSentences(query, text, 1).join(" "),
    })),
  );
}

/** Every line of the examples' code. */
async function searchCode(query: string): Promise<Finding[]> {
  const files = await exampleFiles();
  const lines = await Promise.all(files.map(linesOf));
  return found(query, lines.flat());
}

async function linesOf(file: string): Promise<Array<{ place: string; text: string }>> {
  const text = await readFile(file, "utf8");
  return text.split("\n").map((line, index) => ({ place: `${pathFromRoot(file)}:${index + 1}`, text: line.trim() }));
}

/** Every text, script and dependency of package.json, by its path: "scripts.build". */
async function searchPackage(query: string): Promise<Finding[]> {
  const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return found(query, [...leavesOf(manifest, "")]);
}

function* leavesOf(value: unknown, path: string): Iterable<{ place: string; text: string }> {
  if (typeof value !== "object" || value === null) {
    yield { place: path, text: `${path.split(".").at(-1)}: ${String(value)}` };
    return;
  }
  for (const [key, child] of Object.entries(value)) yield* leavesOf(child, path ? `${path}.${key}` : key);
}

/** The best of them that have at least half of the query's terms. */
function found(query: string, candidates: ReadonlyArray<{ place: string; text: string }>): Finding[] {
  const wanted = terms(query);
  return candidates
    .map(({ place, text }) => ({ place, text: text.slice(0, 160), score: coverage(wanted, text) }))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score)
    .slice(0, 5);
}

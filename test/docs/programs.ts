import type { Page } from "./pages.ts";

/** TypeScript blocks of a page that belong together. */
export interface Program {
  /** "docs/events.md:12": where its first block stands. */
  readonly place: string;
  readonly source: string;
  /** What it prints, as the page says: the texts behind "// →", in order. */
  readonly prints: readonly string[];
}

/**
 * The programs of a page. A block that begins with an import begins a program; the blocks below it that do not are its
 * continuation, as the reader understands them.
 */
export function programsOf(page: Page): readonly Program[] {
  const programs: Array<{ place: string; source: string }> = [];
  for (const { language, text, line } of page.blocks) {
    if (language !== "ts") continue;
    const last = programs.at(-1);
    if (/^\s*import\b/.test(text)) programs.push({ place: `${page.path}:${line}`, source: `${text}\n` });
    else if (last) last.source += `${text}\n`;
    else throw new Error(`${page.path}:${line}: the first TypeScript block of a page must begin with its imports`);
  }
  return programs.map((program) => ({ ...program, prints: printsOf(program.source) }));
}

function printsOf(source: string): string[] {
  return [...source.matchAll(/\/\/ → ?(.*)$/gm)].map((match) => match[1] ?? "");
}

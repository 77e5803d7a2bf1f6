/** Text widths from the advance widths the webview measured, so that boxes fit in whatever font the user has. */
import type { FontMetrics } from "./model.ts";

/** Width in pixels. Kerning is left out: it makes text narrower, hardly ever wider. */
export function textWidth(text: string, font: FontMetrics): number {
  let width = 0;
  for (const character of text) width += font.ascii[(character.codePointAt(0) ?? 0) - 32] ?? font.other;
  return Math.ceil(width);
}

/** Longest line that is not broken, in characters. */
const LINE_LENGTH = 26;

/** Breaks a long name where a new word begins (`parallelSearchCompleted`, `SEARCH_DONE`, `a.b`), never inside one. */
export function wrapName(name: string): string[] {
  if (name.length <= LINE_LENGTH) return [name];
  const words = name.match(/[A-Z]+(?![a-z])[^A-Za-z]*|[A-Z]?[^A-Z_.\s-]+[_.\s-]*|[_.\s-]+/g) ?? [name];
  if (words.join("") !== name) return [name];
  // Lines of about equal length look better than a full one and a rest.
  const perLine = Math.ceil(name.length / Math.ceil(name.length / LINE_LENGTH));
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && line.length + word.length > Math.max(perLine, word.length) + 2) {
      lines.push(line);
      line = "";
    }
    line += word;
  }
  lines.push(line);
  return lines;
}

import type { Diagnostic } from "./diagnostic.ts";

/**
 * `// stepwright-ignore-next-line never-consumed`: the codes named, separated by commas or spaces; all where none is
 * named. What follows `--` is a reason for the reader.
 */
const COMMENT = /\/\/\s*stepwright-ignore-next-line\b([^\n]*)/;

/** Leaves out what the line above silences. */
export function withoutSilenced(found: readonly Diagnostic[], text: string): Diagnostic[] {
  const lines = text.split("\n");
  return found.filter(({ code, range }) => {
    const [, rest] = COMMENT.exec(lines[range.startLine - 2] ?? "") ?? [];
    if (rest === undefined) return true;
    const codes = (rest.split("--")[0] ?? "").split(/[\s,]+/).filter((one) => one !== "");
    return codes.length > 0 && !codes.includes(code);
  });
}

/** Names of workflows, steps and events in launch.json, and what becomes of them when these are renamed. */
// Its main file is UMD, which esbuild cannot look into.
import { visit } from "jsonc-parser/lib/esm/main.js";
import { type Rename, renamed } from "../../analysis/renames.ts";
import { type OwnerOf, parseFunctionName } from "./names.ts";

/** A text that replaces another one, in UTF-16 units of the file. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  /** The name, without its quotes. */
  readonly from: string;
  readonly to: string;
}

/** `ownerOf` tells as it was before the renames. */
export function launchChanges(text: string, renames: readonly Rename[], ownerOf: OwnerOf): TextChange[] {
  const changes: TextChange[] = [];
  visit(text, {
    onLiteralValue(value, offset, length, _line, _column, pathOf) {
      if (typeof value !== "string") return;
      const to = nameNow(value, pathOf(), renames, ownerOf);
      // Within its quotes.
      if (to !== value) changes.push({ offset: offset + 1, length: length - 2, from: value, to });
    },
  });
  return changes;
}

function nameNow(
  value: string,
  path: readonly (string | number)[],
  renames: readonly Rename[],
  ownerOf: OwnerOf,
): string {
  const [all, , key] = path;
  if (all !== "configurations") return value;
  if (key === "workflow" && path.length === 3) return renamed({ workflow: value }, renames).workflow;
  if (key !== "breakOnEvents" || path.length !== 4) return value;
  const was = parseFunctionName(value, ownerOf);
  const now = was && renamed(was, renames);
  if (was === undefined || now === undefined || was === now) return value;
  // Written as it was: `Drafted -> review` gets no workflow that it did not have.
  const names = new Map((["workflow", "event", "step"] as const).map((part) => [nameOf(was, part), nameOf(now, part)]));
  return value.replace(/[\w$]+/g, (name) => names.get(name) ?? name);
}

const nameOf = (target: object, part: "workflow" | "event" | "step"): string =>
  (target as Partial<Record<typeof part, string>>)[part] ?? "";

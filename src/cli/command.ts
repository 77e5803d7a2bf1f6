import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** A command of the program `stepwright`. Its module is loaded only when it is called. */
export interface Command {
  /** After the command's name, e.g. `FILE [--workflow NAME]`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** @param args what follows the command's name. @returns the exit code. */
  readonly load: () => Promise<(args: readonly string[]) => Promise<number>>;
}

/** 0: done; 1: the command ran and what it was asked to do failed; 2: it was called wrongly. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** The command line is wrong; the message names the part and the way out. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command was understood and cannot be done; the message says why. Exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** `parseArgs` whose errors are for the person who typed the line. */
export function parseOptions<const O extends Options>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error, options));
  }
}

function explain(error: unknown, options: Options): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, unknown] = /Unknown option '(-{1,2}[^']+)'/.exec(message) ?? [];
  if (unknown === undefined) return message.replace(/\. Did you forget.*$/s, ".");
  const names = Object.keys(options).map((name) => `--${name}`);
  const near = nearest(unknown, names);
  return `Unknown option ${unknown}. ${near ? `Did you mean ${near}?` : `There are: ${names.join(", ")}.`}`;
}

/** The name a typing error was probably meant to be. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const limit = Math.ceil(text.length / 3);
  const ranked = names
    .map((name) => ({ name, distance: distance(text, name) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= limit ? best.name : undefined;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

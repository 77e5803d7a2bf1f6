import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Whether this module is the program that Node was started with, and not imported by a test, by `stepwright run` or
 * by a debugger that starts the class itself. Call it with `import.meta.url`.
 */
export function isProgram(moduleUrl: string): boolean {
  const program = process.argv[1];
  if (program === undefined) return false;
  try {
    return realpathSync(program) === realpathSync(fileURLToPath(moduleUrl));
  } catch {
    return false; // Not a file: node was started with --eval.
  }
}

/** The command line's words as one text, or the default where there are none. */
export function argumentsAsText(fallback: string): string {
  return process.argv.slice(2).join(" ").trim() || fallback;
}

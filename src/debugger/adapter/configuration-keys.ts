/** What the configurations of all requests share: keys, and how a wrong key or value is said. */
import { z } from "zod";
import { didYouMean } from "../../analysis/near-names.ts";
import { errors } from "./errors.ts";

export const text = z.string("a text");
export const texts = z.array(text, "a list of texts");
export const flag = z.boolean("true or false");

export const sharedKeys = {
  cwd: text.optional(),
  stopOnEntry: flag.optional(),
  breakOnEvents: texts.optional(),
  javascript: flag.optional(),
  autoAttachChildProcesses: flag.optional(),
  skipFiles: texts.optional(),
  outFiles: texts.optional(),
  record: z.union([text, z.literal(false)], "a file or false").optional(),
  trace: flag.optional(),
  /** Set by the extension: it will attach the JavaScript debugger. */
  __javascript: flag.optional(),
};

/** Keys of any configuration that the editor itself reads. */
const EDITOR_KEYS = new Set([
  "type",
  "request",
  "name",
  "presentation",
  "preLaunchTask",
  "postDebugTask",
  "internalConsoleOptions",
  "debugServer",
  "serverReadyAction",
  "suppressMultipleSessionWarning",
  "windows",
  "linux",
  "osx",
]);

/**
 * The values, and what is wrong with keys that do not exist.
 *
 * @throws UserError `wrongConfiguration` that names every wrong value
 */
export function readKeys<S extends z.ZodRawShape>(
  schema: z.ZodObject<S>,
  args: Readonly<Record<string, unknown>>,
  request: string,
): { value: z.infer<z.ZodObject<S>>; problems: string[] } {
  const problems = unknownKeys(Object.keys(schema.shape), args, request);
  const parsed = schema.safeParse(args);
  if (parsed.success) return { value: parsed.data, problems };
  throw errors.wrongConfiguration([...problems, ...parsed.error.issues.map((issue) => wrongValue(issue, args))]);
}

function unknownKeys(keys: readonly string[], args: Readonly<Record<string, unknown>>, request: string): string[] {
  const known = keys.filter((key) => !key.startsWith("__"));
  return Object.keys(args)
    .filter((key) => !known.includes(key) && !EDITOR_KEYS.has(key) && !key.startsWith("__"))
    .map((key) => {
      const hint = didYouMean(key, known);
      return `"${key}" is no key of a Stepwright ${request} configuration.${hint === "" ? ` The keys are ${known.join(", ")}.` : hint}`;
    });
}

function wrongValue(issue: z.core.$ZodIssue, args: Readonly<Record<string, unknown>>): string {
  const [key] = issue.path;
  const value = JSON.stringify(args[String(key)]) ?? "undefined";
  const place = issue.path.map(String).join(".");
  return `"${place}" must be ${issue.message}; "${String(key)}" is ${value.length > 80 ? `${value.slice(0, 80)}…` : value}.`;
}

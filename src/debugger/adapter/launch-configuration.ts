/** The launch configuration: its keys, checked, with messages that name the key and the way out. */
import { resolve } from "node:path";
import { z } from "zod";
import { errors } from "./errors.ts";
import { didYouMean } from "./near-names.ts";

const text = z.string("a text");
const texts = z.array(text, "a list of texts");
const flag = z.boolean("true or false");

const launchConfiguration = z.object({
  program: text.optional(),
  args: texts.optional(),
  cwd: text.optional(),
  env: z.record(z.string(), z.union([z.string(), z.null()], "a text or null"), "an object of texts").optional(),
  envFile: text.optional(),
  runtimeExecutable: text.optional(),
  runtimeArgs: texts.optional(),
  console: z
    .enum(
      ["internalConsole", "integratedTerminal", "externalTerminal"],
      'one of "internalConsole", "integratedTerminal", "externalTerminal"',
    )
    .optional(),
  stopOnEntry: flag.optional(),
  workflow: text.optional(),
  input: z.unknown().optional(),
  breakOnEvents: texts.optional(),
  javascript: flag.optional(),
  skipFiles: texts.optional(),
  outFiles: texts.optional(),
  trace: flag.optional(),
  noDebug: flag.optional(),
  /** Set by the extension: it will attach the JavaScript debugger. */
  __javascript: flag.optional(),
});

export interface LaunchConfiguration {
  readonly name: string;
  /** Absolute. Undefined where `workflow` alone says what to run. */
  readonly program: string | undefined;
  readonly workflow: string | undefined;
  readonly input: unknown;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | null>>;
  readonly envFile: string | undefined;
  readonly runtimeExecutable: string | undefined;
  readonly runtimeArgs: readonly string[];
  readonly console: "internalConsole" | "integratedTerminal" | "externalTerminal";
  readonly stopOnEntry: boolean;
  readonly breakOnEvents: readonly string[];
  /** Whether a JavaScript child session will attach. */
  readonly javascript: boolean;
  readonly trace: boolean;
  readonly noDebug: boolean;
}

/** Keys of any launch configuration that the editor itself reads. */
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

/** @throws UserError `wrongConfiguration` that names every wrong key */
export function readLaunchConfiguration(args: Readonly<Record<string, unknown>>): LaunchConfiguration {
  const problems = unknownKeys(args);
  const parsed = launchConfiguration.safeParse(args);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => wrongValue(issue, args)));
    throw errors.wrongConfiguration(problems);
  }
  const value = parsed.data;
  if (value.program === undefined && value.workflow === undefined) {
    problems.push(
      'It says neither "program" (the file to run) nor "workflow" (the class to run): add one, or remove launch.json and press F5 in a workflow\'s file.',
    );
  }
  if (value.input !== undefined && value.workflow === undefined) {
    problems.push('"input" needs "workflow", the class that takes it.');
  }
  if (problems.length > 0) throw errors.wrongConfiguration(problems);

  const inTerminal = value.console !== undefined && value.console !== "internalConsole";
  const cwd = resolve(value.cwd ?? process.cwd());
  return {
    name: typeof args["name"] === "string" ? args["name"] : "Stepwright",
    program: value.program === undefined ? undefined : resolve(cwd, value.program),
    workflow: value.workflow,
    input: readInput(value.input),
    args: value.args ?? [],
    cwd,
    env: value.env ?? {},
    envFile: value.envFile,
    runtimeExecutable: value.runtimeExecutable,
    runtimeArgs: value.runtimeArgs ?? [],
    console: value.console ?? "internalConsole",
    stopOnEntry: value.stopOnEntry ?? false,
    breakOnEvents: value.breakOnEvents ?? [],
    // In a terminal nobody reads the inspector's address.
    javascript: value.__javascript === true && value.javascript !== false && !value.noDebug && !inTerminal,
    trace: value.trace ?? false,
    noDebug: value.noDebug ?? false,
  };
}

function unknownKeys(args: Readonly<Record<string, unknown>>): string[] {
  const known = Object.keys(launchConfiguration.shape).filter((key) => !key.startsWith("__"));
  return Object.keys(args)
    .filter((key) => !known.includes(key) && !EDITOR_KEYS.has(key) && !key.startsWith("__"))
    .map((key) => {
      const hint = didYouMean(key, known);
      return `"${key}" is no key of a Stepwright launch configuration.${hint === "" ? ` The keys are ${known.join(", ")}.` : hint}`;
    });
}

function wrongValue(issue: z.core.$ZodIssue, args: Readonly<Record<string, unknown>>): string {
  const [key] = issue.path;
  const value = JSON.stringify(args[String(key)]) ?? "undefined";
  const place = issue.path.map(String).join(".");
  return `"${place}" must be ${issue.message}; "${String(key)}" is ${value.length > 80 ? `${value.slice(0, 80)}…` : value}.`;
}

/** An input box gives a text: one that is JSON's object or list is taken as such. */
function readInput(input: unknown): unknown {
  if (typeof input !== "string" || !/^\s*[[{]/.test(input)) return input;
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

/** The configuration of a launch: its keys, checked, with messages that name the key and the way out. */
import { resolve } from "node:path";
import { z } from "zod";
import { flag, readKeys, sharedKeys, text, texts } from "./configuration-keys.ts";
import { errors } from "./errors.ts";
import type { SessionConfiguration } from "./session-configuration.ts";

const launchConfiguration = z.object({
  ...sharedKeys,
  program: text.optional(),
  args: texts.optional(),
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
  recording: text.optional(),
  noDebug: flag.optional(),
});

export interface LaunchConfiguration extends SessionConfiguration {
  readonly request: "launch";
  readonly workflow: string | undefined;
  readonly input: unknown;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | null>>;
  readonly envFile: string | undefined;
  readonly runtimeExecutable: string | undefined;
  readonly runtimeArgs: readonly string[];
  readonly console: "internalConsole" | "integratedTerminal" | "externalTerminal";
  /** Absolute. Set where a recording is replayed, and no program runs. */
  readonly recording: string | undefined;
}

/** @throws UserError `wrongConfiguration` that names every wrong key */
export function readLaunchConfiguration(args: Readonly<Record<string, unknown>>): LaunchConfiguration {
  const { value, problems } = readKeys(launchConfiguration, args, "launch");
  if (value.recording !== undefined && (value.workflow !== undefined || value.record !== undefined)) {
    problems.push(
      '"recording" replays what has happened: remove "workflow" and "record", or remove "recording" to run the program.',
    );
  }
  if (value.program === undefined && value.workflow === undefined && value.recording === undefined) {
    problems.push(
      'It says neither "program" (the file to run) nor "workflow" (the class to run): add one, or remove launch.json and press F5 in a workflow\'s file.',
    );
  }
  if (value.input !== undefined && value.workflow === undefined) {
    problems.push('"input" needs "workflow", the class that takes it.');
  }
  if (problems.length > 0) throw errors.wrongConfiguration(problems);

  const cwd = resolve(value.cwd ?? process.cwd());
  return {
    request: "launch",
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
    // A recording is opened to be looked at.
    stopOnEntry: value.stopOnEntry ?? value.recording !== undefined,
    breakOnEvents: value.breakOnEvents ?? [],
    javascript: value.__javascript === true && value.javascript !== false && !value.noDebug,
    autoAttachChildProcesses: value.autoAttachChildProcesses ?? true,
    readsOutput: (value.console ?? "internalConsole") === "internalConsole",
    record: typeof value.record === "string" ? resolve(cwd, value.record) : value.record,
    recording: value.recording === undefined ? undefined : resolve(cwd, value.recording),
    trace: value.trace ?? false,
    noDebug: value.noDebug ?? false,
  };
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

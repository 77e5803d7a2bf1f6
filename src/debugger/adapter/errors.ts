/**
 * Every error that the adapter itself reports to a person, with its code (DAP's `Message.id`). A message names the
 * thing, the place and the way out.
 */
import { basename } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { LaunchError, type LaunchErrorCode } from "../launcher/launch-error.ts";
import { ProbeGoneError, ProbeRequestError } from "../protocol/probe-connection.ts";

const CODES = {
  unknownRequest: 1001,
  internal: 1002,
  wrongConfiguration: 2001,
  alreadyLaunched: 2002,
  launchFailed: 2003,
  stoppedWhileStarting: 2004,
  attachFailed: 2005,
  noTerminal: 2006,
  wrongOrder: 2007,
  notRunning: 3001,
  noSuchThread: 3002,
  frozen: 3003,
  refused: 3004,
  badExpression: 3005,
  noPast: 3008,
  badArguments: 3006,
  blocked: 3007,
  noPrompt: 3101,
  severalPrompts: 3102,
  badReplCommand: 3103,
} as const;

export type ErrorCode = keyof typeof CODES;

/** An error whose message is written for the user. */
export class UserError extends Error {
  readonly code: ErrorCode;
  /** Whether an editor should open a message box; false where it shows the error at the place of the question (console, hover, watch). */
  readonly show: boolean;

  constructor(code: ErrorCode, message: string, show = false) {
    super(message);
    this.code = code;
    this.show = show;
  }
}

export const errors = {
  unknownRequest: (command: string) =>
    new UserError("unknownRequest", `The Stepwright debugger does not support the request "${command}".`),
  wrongConfiguration: (problems: readonly string[]) =>
    new UserError("wrongConfiguration", `The launch configuration cannot be used. ${problems.join(" ")}`, true),
  notInitialized: (command: string) =>
    new UserError("wrongOrder", `The request "initialize" must come before "${command}".`),
  initializedAlready: () => new UserError("wrongOrder", 'The request "initialize" was sent before.'),
  alreadyLaunched: () => new UserError("alreadyLaunched", "This session has started its program already.", true),
  attachFailed: (address: string, reason: string) =>
    new UserError(
      "attachFailed",
      `The program at ${address} was not attached to: ${reason}. It prints its address and token when it starts with "node --import stepwright/debug".`,
      true,
    ),
  stoppedWhileStarting: () => new UserError("stoppedWhileStarting", "The session was stopped while it started."),
  noTerminal: (reason: string) =>
    new UserError(
      "noTerminal",
      `The editor opened no terminal for the program (${reason}). Set "console" to "internalConsole" in the launch configuration.`,
      true,
    ),
  sessionEnded: () => new UserError("notRunning", "The session has ended."),
  replayOnly: () =>
    new UserError("notRunning", "This is a recording: there is no program to which anything could be sent."),
  noFork: (program: string | undefined) =>
    new UserError(
      "notRunning",
      `This is a recording: nothing can go on from it, because its program is not running. Debug ${program === undefined ? "the program" : basename(program)} (F5), stop there and step back: in that session an edited past, or Restart Frame, forks a new run.`,
      true,
    ),
  otherPast: (run: string) =>
    new UserError(
      "noPast",
      `The past of ${run} was changed, and would be lost: continue that run to fork it, or step in it to drop the change.`,
      true,
    ),
  noPast: (reason: string) => new UserError("noPast", `There is no way back: ${reason}.`, true),
  notRunning: () => new UserError("notRunning", "The program is not running."),
  noSuchThread: (thread: number) => new UserError("noSuchThread", `The run of thread ${thread} has ended.`),
  recordingMissing: (path: string, reason: string) =>
    new UserError("wrongConfiguration", `The recording ${path} cannot be opened: ${reason}.`, true),
  badRecording: (message: string) => new UserError("wrongConfiguration", message, true),
  noSuchFrame: () =>
    new UserError("noSuchThread", "This frame is no longer available: the run has gone on since.", true),
  frozen: () =>
    new UserError(
      "frozen",
      "The JavaScript debugger has paused the whole program: continue there first, then events can be looked at again.",
    ),
  blocked: (ms: number) =>
    new UserError(
      "blocked",
      `The program does not answer: for ${ms / 1000} s something has blocked its event loop, such as a long computation in a step. What was asked for happens once it is free; "Stop" ends it at once, and pausing its JavaScript shows the place.`,
    ),
  notAssignable: (expression: string) =>
    new UserError(
      "badExpression",
      `"${expression}" cannot be assigned to. Assign to a field of the event (event.query) or to the state (state.askedAt).`,
    ),
  badArguments: (command: string, problem: string) =>
    new UserError("badArguments", `The request "${command}" has wrong arguments: ${problem}`),
  noPrompt: () => new UserError("noPrompt", "No workflow is asking anything at the moment."),
  unknownPrompt: (id: string) =>
    new UserError("noPrompt", `The question ${id} is no longer open: it was answered, or its run has ended.`),
  severalPrompts: (list: readonly string[]) =>
    new UserError("severalPrompts", `Several questions are open. Say which: reply @1 …\n${numbered(list)}`),
  noSuchPrompt: (number: number, list: readonly string[]) =>
    new UserError("noPrompt", `There is no question @${number}. Open:\n${numbered(list)}`),
  noSuchTarget: () => new UserError("badArguments", "This choice belongs to an earlier stop: ask for it again."),
  otherThread: () => new UserError("badArguments", "That event belongs to another run: select its run first."),
  noSuchLocation: () => new UserError("badArguments", "This place is not known (any more)."),
  badReplCommand: (problem: string) => new UserError("badReplCommand", problem),
} as const;

function numbered(list: readonly string[]): string {
  return list.map((text, index) => `  @${index + 1}  ${text}`).join("\n");
}

const LAUNCH_CODE_BASE = 2100;
const LAUNCH_CODES: readonly LaunchErrorCode[] = [
  "programMissing",
  "programUnknownType",
  "syntaxError",
  "compileFailed",
  "workflowMissing",
  "workflowAmbiguous",
  "workflowNotExported",
  "workflowAbstract",
  "envFileMissing",
  "envFileInvalid",
  "cwdMissing",
  "runtimeExecutableMissing",
  "spawnFailed",
  "notBuilt",
  "temporaryFolder",
];

/** An error as DAP carries it. Without variables, braces in the text stay as they are. */
export function toDapMessage(error: unknown): DebugProtocol.Message {
  const text = error instanceof Error ? error.message : String(error);
  const message = (id: number, showUser: boolean): DebugProtocol.Message => ({
    id,
    format: text,
    showUser,
  });
  if (error instanceof UserError) return message(CODES[error.code], error.show);
  if (error instanceof LaunchError) return message(LAUNCH_CODE_BASE + LAUNCH_CODES.indexOf(error.code), true);
  if (error instanceof ProbeRequestError) return message(CODES.refused, false);
  if (error instanceof ProbeGoneError) return message(CODES.notRunning, false);
  return message(CODES.internal, true);
}

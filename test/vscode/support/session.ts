import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { until } from "./until.ts";

/** Every message that a debug adapter sent to VS Code since `record` was called. */
export interface Recording extends vscode.Disposable {
  readonly type: string;
  readonly messages: readonly { session: vscode.DebugSession; message: DebugProtocol.ProtocolMessage }[];
}

/** Listens to all debug sessions of a type; call it before the session starts. */
export function record(type: "stepwright" | "pwa-node"): Recording {
  const messages: { session: vscode.DebugSession; message: DebugProtocol.ProtocolMessage }[] = [];
  const registration = vscode.debug.registerDebugAdapterTrackerFactory(type, {
    createDebugAdapterTracker: (session) => ({
      onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => messages.push({ session, message }),
    }),
  });
  return { type, messages, dispose: () => registration.dispose() };
}

export function events<E extends DebugProtocol.Event>(
  recording: Recording,
  event: string,
): (E & { session: vscode.DebugSession })[] {
  return recording.messages.flatMap(({ session, message }) =>
    message.type === "event" && (message as DebugProtocol.Event).event === event
      ? [{ ...(message as E), session }]
      : [],
  );
}

/** The debug console's text so far. */
export function consoleText(recording: Recording): string {
  return events<DebugProtocol.OutputEvent>(recording, "output")
    .map(({ body }) => body.output)
    .join("");
}

/** Starts a session and waits until it stops for the first time. */
export async function startAndStop(
  recording: Recording,
  folder: vscode.WorkspaceFolder,
  configuration: vscode.DebugConfiguration,
): Promise<{ session: vscode.DebugSession; threadId: number; reason: string }> {
  if (!(await vscode.debug.startDebugging(folder, configuration))) throw new Error("the session did not start");
  return stopped(recording, 1);
}

/** Starts a session that cannot start; returns what its adapter said. */
export async function launchError(
  recording: Recording,
  folder: vscode.WorkspaceFolder,
  configuration: vscode.DebugConfiguration,
): Promise<string> {
  void vscode.debug.startDebugging(folder, configuration).then(undefined, () => {});
  return until("the refusal", () => {
    for (const { message } of recording.messages) {
      const { type, command, success } = message as DebugProtocol.Response;
      if (type === "response" && command === "launch" && !success)
        return errorText(message as DebugProtocol.ErrorResponse);
    }
    return undefined;
  });
}

function errorText({ body, message }: DebugProtocol.ErrorResponse): string {
  const { format, variables = {} } = body.error ?? {};
  return format?.replace(/\{(\w+)\}/g, (_, name: string) => variables[name] ?? "") ?? message ?? "";
}

/** Waits for the nth stop. */
export async function stopped(
  recording: Recording,
  nth: number,
): Promise<{ session: vscode.DebugSession; threadId: number; reason: string }> {
  const stop = await until(
    `stop ${nth} of ${recording.type}`,
    () => events<DebugProtocol.StoppedEvent>(recording, "stopped")[nth - 1],
  );
  return { session: stop.session, threadId: stop.body.threadId ?? 0, reason: stop.body.reason };
}

/** The button of that name, as soon as VS Code shows the session's stop. */
export async function stepInto(session: vscode.DebugSession): Promise<void> {
  await press(session, "stepInto");
}

export async function stepOut(session: vscode.DebugSession): Promise<void> {
  await press(session, "stepOut");
}

async function press(session: vscode.DebugSession, button: string): Promise<void> {
  await until("the focus", () => {
    const { activeStackItem: item } = vscode.debug;
    return item instanceof vscode.DebugStackFrame && item.session.id === session.id;
  });
  await vscode.commands.executeCommand(`workbench.action.debug.${button}`);
}

export async function stack(session: vscode.DebugSession, threadId: number): Promise<DebugProtocol.StackFrame[]> {
  const answer: DebugProtocol.StackTraceResponse["body"] = await session.customRequest("stackTrace", {
    threadId,
    levels: 20,
  });
  return answer.stackFrames;
}

/** The file of a frame. VS Code hands paths of a remote window as URIs to extensions. */
export function fileOf(frame: DebugProtocol.StackFrame | undefined): string | undefined {
  const path = frame?.source?.path;
  return path?.includes("://") ? vscode.Uri.parse(path).path : path;
}

/** A scope's variables of the top frame, as `name → value`. */
export async function variables(
  session: vscode.DebugSession,
  threadId: number,
  scope: string,
): Promise<Record<string, string>> {
  const [top] = await stack(session, threadId);
  const { scopes }: DebugProtocol.ScopesResponse["body"] = await session.customRequest("scopes", { frameId: top?.id });
  const wanted = scopes.find(({ name }) => name === scope);
  if (!wanted) throw new Error(`no scope ${scope}, but ${scopes.map(({ name }) => name).join(", ")}`);
  const answer: DebugProtocol.VariablesResponse["body"] = await session.customRequest("variables", {
    variablesReference: wanted.variablesReference,
  });
  return Object.fromEntries(answer.variables.map(({ name, value }) => [name, value]));
}

/**
 * Sessions of this window that have not ended. `vscode.debug.activeDebugSession` does not tell: where VS Code hears of two
 * changes at once, the older one wins, and one that has ended stays active.
 */
const living = new Map<string, vscode.DebugSession>();
const started = new Set<string>();
vscode.debug.registerDebugAdapterTrackerFactory("*", {
  createDebugAdapterTracker(session) {
    living.set(session.id, session);
    // Of one that was refused nothing else is told.
    return { onWillStopSession: () => void (started.has(session.id) || living.delete(session.id)) };
  },
});
vscode.debug.onDidStartDebugSession(({ id }) => started.add(id));
vscode.debug.onDidTerminateDebugSession(({ id }) => living.delete(id));

/** Waits until every session has ended. */
export async function sessionsEnd(): Promise<void> {
  await until("the end of all sessions", () => living.size === 0).catch((error: Error) => {
    const left = [...living.values()].map(({ name, type, configuration }) => {
      return `${name} (${type}) is left: ${JSON.stringify(configuration)}`;
    });
    throw new Error([error.message, ...left].join("; "));
  });
}

/** Ends every session and waits until VS Code has none. */
export async function stopAll(): Promise<void> {
  // A session that ends by itself at this moment cancels the request to stop it.
  await vscode.debug.stopDebugging().then(undefined, () => {});
  await sessionsEnd();
}

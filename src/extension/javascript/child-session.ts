import * as vscode from "vscode";
import { DEBUG_TYPE, type EditorRequests, editorEvents } from "../../debugger/protocol/editor.ts";
import { JAVASCRIPT_TYPE, parentOf, threadOf, workerOf } from "./leaves.ts";

const JAVASCRIPT_DEBUGGER = "ms-vscode.js-debug";

/**
 * What the Call Stack calls the child session. While nothing is stopped VS Code folds both sessions into one row, which
 * shows this name alone: it begins with the parent's, so that the row says what runs.
 */
function nameOf(name: string, worker?: number): string {
  return worker === undefined ? `${name} (JavaScript)` : `${name} › worker ${worker} (JavaScript)`;
}

/** Code that is not the user's: the JavaScript session steps over it. The runtime is under node_modules. */
const SKIPPED = ["<node_internals>/**", "**/node_modules/**"];

/** Stands for a parent that is no more. */
const ENDED = "";

/** Tells the adapter what the JavaScript session does. Not an error where the adapter is already gone. */
export function tellAdapter(
  parent: vscode.DebugSession,
  report: EditorRequests["stepwright.javascript"]["arguments"],
  log: vscode.LogOutputChannel,
): void {
  parent.customRequest("stepwright.javascript", report).then(undefined, (error: unknown) => {
    log.debug(`"${parent.name}" did not take JavaScript state "${report.state}": ${String(error)}`);
  });
}

/**
 * One F5, two debug sessions: where the adapter announces the debuggee's inspector, the JavaScript debugger is attached
 * to it as a child, for line breakpoints in step bodies. A child never outlives its parent, also not a killed one.
 */
export function registerJavaScriptChild(extension: vscode.Uri, log: vscode.LogOutputChannel): vscode.Disposable {
  // Whatever a launch configuration has the JavaScript debugger skip: nobody means to stop in the probe.
  const probe = `${vscode.Uri.joinPath(extension, "dist", "debugger").fsPath.replaceAll("\\", "/")}/**`;
  const children = new Map<string, Set<vscode.DebugSession>>();
  const addresses = new Map<string, string>();
  /** The session's name for each process, by its inspector's address. */
  const names = new Map<string, string>();
  return vscode.Disposable.from(
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== DEBUG_TYPE || event !== "stepwright.inspector") return;
      const inspector = editorEvents["stepwright.inspector"].safeParse(body);
      if (!inspector.success) {
        return log.error(`The adapter's ${event} is not understood: ${inspector.error.message}`);
      }
      addresses.set(inspector.data.address, session.id);
      names.set(inspector.data.address, inspector.data.name);
      void attach(session, inspector.data, probe, log);
    }),
    vscode.debug.onDidStartDebugSession((session) => {
      if (session.type !== JAVASCRIPT_TYPE) return;
      const parent = parentOf(session);
      const { websocketAddress } = session.configuration;
      // It was on its way while its parent ended, and would stay.
      if (addresses.get(websocketAddress) === ENDED) void vscode.debug.stopDebugging(session);
      if (!parent) return;
      // js-debug calls them "Remote Process [0]" and "[worker 1]".
      const address = websocketAddress ?? threadOf(session)?.address;
      session.name = nameOf(names.get(address) ?? parent.name, workerOf(session));
      const siblings = children.get(parent.id) ?? new Set();
      children.set(parent.id, siblings.add(session));
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      for (const siblings of children.values()) siblings.delete(session);
      for (const child of children.get(session.id) ?? []) void vscode.debug.stopDebugging(child);
      children.delete(session.id);
      for (const [address, parent] of addresses) if (parent === session.id) addresses.set(address, ENDED);
    }),
  );
}

async function attach(
  parent: vscode.DebugSession,
  inspector: { address: string; cwd: string; name: string },
  probe: string,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const problem = await startChild(parent, inspector, probe).then(
    (started) => (started ? undefined : "VS Code refused to start it"),
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (problem === undefined) return;
  log.error(`No JavaScript session for "${parent.name}": ${problem}`);
  // The debuggee may wait for the JavaScript debugger; it must not wait for ever.
  tellAdapter(parent, { state: "ended", address: inspector.address }, log);
  vscode.debug.activeDebugConsole.appendLine(
    `Line breakpoints in step bodies will not stop: the JavaScript debugger did not attach (${problem}). Event breakpoints work.`,
  );
}

async function startChild(
  parent: vscode.DebugSession,
  inspector: { address: string; cwd: string; name: string },
  probe: string,
): Promise<boolean> {
  // Activated beforehand it attaches 0.2 s sooner; where it is disabled the error names it.
  const debuggerExtension = vscode.extensions.getExtension(JAVASCRIPT_DEBUGGER);
  if (!debuggerExtension) throw new Error(`the extension ${JAVASCRIPT_DEBUGGER} is disabled`);
  await debuggerExtension.activate();
  const { skipFiles, outFiles } = parent.configuration;
  return await vscode.debug.startDebugging(
    parent.workspaceFolder,
    {
      type: JAVASCRIPT_TYPE,
      request: "attach",
      name: nameOf(inspector.name),
      websocketAddress: inspector.address,
      continueOnAttach: true,
      // Without it a program that is quicker than the reading of its source map runs past its breakpoints.
      pauseForSourceMap: true,
      autoAttachChildProcesses: false,
      // The program's output comes through the parent; "std" keeps the child from printing it again.
      outputCapture: "std",
      skipFiles: [...(Array.isArray(skipFiles) ? skipFiles : SKIPPED), probe],
      ...(Array.isArray(outFiles) ? { outFiles } : {}),
      resolveSourceMapLocations: ["**", "!**/node_modules/**"],
      cwd: inspector.cwd,
    },
    {
      parentSession: parent,
      lifecycleManagedByParent: true,
      consoleMode: vscode.DebugConsoleMode.MergeWithParent,
    },
  );
}

import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";

/** Starts the debug adapter as a process of its own, on the Node that runs the extension host: nothing need be installed for it. */
export function registerAdapter(context: vscode.ExtensionContext): void {
  const main = vscode.Uri.joinPath(context.extensionUri, "dist", "debugger", "main.js").fsPath;
  const factory: vscode.DebugAdapterDescriptorFactory = {
    createDebugAdapterDescriptor: () =>
      new vscode.DebugAdapterExecutable(process.execPath, [main], {
        // On the desktop the extension host is Electron, which is a plain Node with this.
        ...(process.versions["electron"] === undefined ? {} : { env: { ELECTRON_RUN_AS_NODE: "1" } }),
      }),
  };
  context.subscriptions.push(vscode.debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, factory));
}

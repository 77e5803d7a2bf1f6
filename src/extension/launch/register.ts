import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import type { Services } from "../services.ts";
import { registerAdapter } from "./adapter.ts";
import { offeredConfigurations } from "./configurations.ts";
import { registerF5 } from "./f5.ts";
import { registerAttach } from "./pick-process.ts";
import { ConfigurationProvider } from "./provider.ts";
import { registerReplay } from "./replay.ts";

/** Everything between F5 and the debug adapter's first message. */
export function registerLaunch(context: vscode.ExtensionContext, services: Services): void {
  const provider = new ConfigurationProvider(services, context.workspaceState);
  const { Initial, Dynamic } = vscode.DebugConfigurationProviderTriggerKind;
  context.subscriptions.push(
    vscode.debug.registerDebugConfigurationProvider(DEBUG_TYPE, provider, Initial),
    vscode.debug.registerDebugConfigurationProvider(
      DEBUG_TYPE,
      {
        // VS Code asks for every folder, and once for none: its answer would list everything a second time.
        provideDebugConfigurations: (folder) =>
          folder || !vscode.workspace.workspaceFolders ? provider.provideDebugConfigurations(folder) : [],
      },
      Dynamic,
    ),
  );
  context.subscriptions.push(
    // What the Run and Debug drop-down lists, for keybindings and other extensions.
    services.problems.command("stepwright.configurations", (folder?: vscode.WorkspaceFolder) =>
      offeredConfigurations(services.analysis, folder),
    ),
  );
  registerAdapter(context);
  registerF5(context, services);
  registerReplay(context, services);
  registerAttach(context, services);
}

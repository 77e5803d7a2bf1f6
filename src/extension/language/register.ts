import * as vscode from "vscode";
import { SOURCE_LANGUAGES } from "../languages.ts";
import type { Services } from "../services.ts";
import { EventHover } from "./event-hover.ts";
import { registerUseCommands } from "./uses-commands.ts";
import { OptionalSymbols } from "./workflow-symbols.ts";

/** What the editor knows about the names of events. */
export function registerLanguage(context: vscode.ExtensionContext, services: Services): void {
  context.subscriptions.push(
    vscode.languages.registerHoverProvider(SOURCE_LANGUAGES, new EventHover(services.analysis)),
    new OptionalSymbols(services.analysis),
    registerUseCommands(services),
  );
}

import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import { SOURCE_LANGUAGES } from "../languages.ts";
import type { Services } from "../services.ts";
import { EventFrames } from "./event-frames.ts";
import { StepHover } from "./hover.ts";
import { StepInlineValues } from "./inline-values.ts";

/**
 * Values in the editor at a stop. Only while a session of ours is there: VS Code asks the providers of a language for the
 * sessions of every debugger.
 */
export function registerValues(context: vscode.ExtensionContext, { analysis }: Services): void {
  const frames = new EventFrames();
  const sessions = new Set<string>();
  let providers: vscode.Disposable | undefined;
  const update = (): void => {
    if (sessions.size === 0) {
      providers?.dispose();
      providers = undefined;
    } else {
      providers ??= vscode.Disposable.from(
        vscode.languages.registerInlineValuesProvider(SOURCE_LANGUAGES, new StepInlineValues(analysis, frames)),
        vscode.languages.registerEvaluatableExpressionProvider(SOURCE_LANGUAGES, new StepHover(analysis, frames)),
      );
    }
  };
  context.subscriptions.push(
    frames,
    vscode.debug.onDidStartDebugSession((session) => {
      if (session.type === DEBUG_TYPE) sessions.add(session.id);
      update();
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      sessions.delete(session.id);
      update();
    }),
    { dispose: () => providers?.dispose() },
  );
}

import type * as vscode from "vscode";
import { registerCommand } from "../commands.ts";
import type { Services } from "../services.ts";
import { answerQuestion, findQuestion } from "./answer-command.ts";
import { registerQuestionStatus } from "./status.ts";
import { QuestionThreads } from "./threads.ts";

/** Questions of workflows, answered in the editor: threads, the command for the keyboard, the status bar. */
export function registerQuestions(context: vscode.ExtensionContext, services: Services): void {
  const threads = new QuestionThreads(services);
  const { log, live } = services;
  context.subscriptions.push(
    threads,
    registerQuestionStatus(services),
    registerCommand(log, "stepwright.respond", (reply: Parameters<QuestionThreads["respond"]>[0]) =>
      threads.respond(reply),
    ),
    registerCommand(log, "stepwright.discardReply", (draft: Parameters<QuestionThreads["discard"]>[0]) =>
      threads.discard(draft),
    ),
    registerCommand(log, "stepwright.answerQuestion", (sessionId?: string, promptId?: string) =>
      answerQuestion(services, sessionId, promptId),
    ),
    registerCommand(
      log,
      "stepwright.answerWith",
      (sessionId: string, promptId: string, fields: Record<string, unknown>) =>
        live.reply(findQuestion(services, sessionId, promptId), { fields }),
    ),
  );
}

import type * as vscode from "vscode";
import type { Services } from "../services.ts";
import { answerQuestion, findQuestion } from "./answer-command.ts";
import { registerQuestionStatus } from "./status.ts";
import { QuestionThreads } from "./threads.ts";

/** Questions of workflows, answered in the editor: threads, the command for the keyboard, the status bar. */
export function registerQuestions(context: vscode.ExtensionContext, services: Services): void {
  const threads = new QuestionThreads(services);
  const { problems, live } = services;
  context.subscriptions.push(
    threads,
    registerQuestionStatus(services),
    problems.command("stepwright.respond", (reply: Parameters<QuestionThreads["respond"]>[0]) =>
      threads.respond(reply),
    ),
    problems.command("stepwright.respondDraft", (draft: Parameters<QuestionThreads["respondDraft"]>[0]) =>
      threads.respondDraft(draft),
    ),
    problems.command("stepwright.discardReply", (draft: Parameters<QuestionThreads["discard"]>[0]) =>
      threads.discard(draft),
    ),
    problems.command("stepwright.answerQuestion", (sessionId?: string, promptId?: string) =>
      answerQuestion(services, sessionId, promptId),
    ),
    problems.command("stepwright.answerWith", (sessionId: string, promptId: string, fields: Record<string, unknown>) =>
      live.reply(findQuestion(services, sessionId, promptId), { fields }),
    ),
  );
}

import * as vscode from "vscode";
import type { OpenQuestion, Services } from "../services.ts";
import { type AnswerField, answerFields } from "./answer-schema.ts";
import { askField, asTyped } from "./ask-field.ts";

const ANYTHING: AnswerField = {
  name: "response",
  kind: "text",
  required: true,
  description: undefined,
  choices: [],
  initial: undefined,
};

/**
 * Answers a question by keyboard alone: asks which one where several are open, then field by field. An answer the
 * workflow refuses is asked for again, as it was typed, with the reason.
 */
export async function answerQuestion(services: Services, sessionId?: string, promptId?: string): Promise<void> {
  const question = await chosen(services, sessionId, promptId);
  if (!question) return;
  const schemaFields = answerFields(question.prompt.schema);
  const fields = schemaFields.length > 0 ? schemaFields : [ANYTHING];
  const given = new Map<string, unknown>();
  let problem: string | undefined;
  for (;;) {
    for (const [index, field] of fields.entries()) {
      const before = given.get(field.name);
      const answer = await askField(field, {
        title: `${question.prompt.workflow} asks`,
        prompt:
          fields.length > 1
            ? `${question.prompt.prompt} — ${field.name}${field.description ? `: ${field.description}` : ""}`
            : question.prompt.prompt,
        step: index + 1,
        totalSteps: fields.length,
        ...(before === undefined ? {} : { value: asTyped(before) }),
        ...(problem === undefined || index > 0 ? {} : { problem }),
      });
      if (!answer) return;
      given.set(field.name, answer.value);
    }
    try {
      const present = Object.fromEntries([...given].filter(([, value]) => value !== undefined));
      await services.live.reply(
        question,
        schemaFields.length > 0 ? { fields: present } : { text: String(given.get("response")) },
      );
      return;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      if (!services.live.questions.includes(question)) throw new Error(`The question is closed: ${problem}`);
    }
  }
}

/** Finds an open question. Says so where there is none. */
export function findQuestion(services: Services, sessionId: string, promptId: string): OpenQuestion {
  const question = services.live.questions.find(
    (candidate) => candidate.session.id === sessionId && candidate.prompt.id === promptId,
  );
  if (!question) throw new Error("This question is no longer open: it was answered, or its run has ended.");
  return question;
}

async function chosen(services: Services, sessionId?: string, promptId?: string): Promise<OpenQuestion | undefined> {
  if (sessionId !== undefined && promptId !== undefined) return findQuestion(services, sessionId, promptId);
  const { questions } = services.live;
  const [only] = questions;
  if (!only) throw new Error("No workflow asks anything now.");
  if (questions.length === 1) return only;
  const picked = await vscode.window.showQuickPick(
    questions.map((question) => ({
      label: question.prompt.prompt,
      description: `${question.prompt.workflow}${question.prompt.step ? `.${question.prompt.step}` : ""}`,
      detail: question.session.name,
      question,
    })),
    { title: "Workflow questions", placeHolder: "Which one do you answer?", matchOnDescription: true },
  );
  return picked?.question;
}

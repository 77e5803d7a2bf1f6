import * as vscode from "vscode";
import type { OpenQuestion } from "../services.ts";
import { type AnswerField, example, fieldOfText } from "./answer-schema.ts";

/** The question, and under it the links and the form of an answer where it is more than a text. */
export function comments(question: OpenQuestion, fields: readonly AnswerField[]): vscode.Comment[] {
  const { prompt } = question;
  const asked: vscode.Comment = {
    author: { name: prompt.step === undefined ? prompt.workflow : `${prompt.workflow}.${prompt.step}` },
    // A workflow's text, perhaps a model's: shown as Markdown, trusted with nothing. Its lines stay lines.
    body: new vscode.MarkdownString(prompt.prompt.replace(/\n(?!\n)/g, "  \n")),
    mode: vscode.CommentMode.Preview,
  };
  const help = answerHelp(question, fields);
  return help ? [asked, { author: { name: "Answer with" }, body: help, mode: vscode.CommentMode.Preview }] : [asked];
}

/** What stands in the empty reply box. */
export function placeHolder(fields: readonly AnswerField[]): string {
  return `${expected(fields)} (Ctrl+Enter to respond)`;
}

function expected(fields: readonly AnswerField[]): string {
  const only = fieldOfText(fields);
  if (!only) return fields.length === 0 ? "Type your answer" : example(fields);
  if (only.kind === "boolean") return "yes or no";
  if (only.kind === "choice") return only.choices.join(" or ");
  return only.kind === "text" ? "Type your answer" : `${only.name}: ${KINDS[only.kind]}`;
}

/** Links that answer by one click where there is a choice, and the list of fields where there are several. */
function answerHelp(
  { session, prompt }: OpenQuestion,
  fields: readonly AnswerField[],
): vscode.MarkdownString | undefined {
  const [only] = fields;
  if (!only || (fields.length === 1 && only.kind === "text")) return undefined;
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ["stepwright.answerWith", "stepwright.answerQuestion"] };
  const link = (label: string, command: string, ...args: unknown[]): string =>
    `[${label}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
  const answer = (label: string, value: unknown): string =>
    link(escaped(label), "stepwright.answerWith", session.id, prompt.id, { [only.name]: value });
  if (fields.length > 1) {
    text.appendMarkdown(fields.map((field) => `- \`${field.name}\` ${described(field)}`).join("\n"));
    return text.appendMarkdown(`\n\n${link("Fill in…", "stepwright.answerQuestion", session.id, prompt.id)}`);
  }
  if (only.kind === "boolean") return text.appendMarkdown(`${answer("Yes", true)} or ${answer("No", false)}`);
  if (only.kind === "choice") {
    return text.appendMarkdown(only.choices.map((choice) => answer(String(choice), choice)).join(" or "));
  }
  return text.appendMarkdown(`\`${only.name}\` ${described(only)}`);
}

function described(field: AnswerField): string {
  const kind =
    field.kind === "choice" ? field.choices.map((choice) => `\`${choice}\``).join(" or ") : KINDS[field.kind];
  return `${kind}${field.required ? "" : ", optional"}${field.description ? `: ${escaped(field.description)}` : ""}`;
}

const KINDS = { text: "text", number: "number", integer: "whole number", boolean: "yes or no", json: "JSON" } as const;

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>]/g, "\\$&");
}

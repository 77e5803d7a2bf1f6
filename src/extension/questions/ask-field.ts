import * as vscode from "vscode";
import { type AnswerField, readField } from "./answer-schema.ts";

/** What stands around one field's box. */
export interface AskOptions {
  readonly title: string;
  readonly prompt: string;
  readonly step: number;
  readonly totalSteps: number;
  /** What the box starts with, as a person would type it. */
  readonly value?: string;
  /** A problem to begin with, e.g. what the workflow said about the last answer. */
  readonly problem?: string;
}

/** Asks for one field by keyboard: a list where there is a choice, else a checked input box. Undefined after Escape. */
export async function askField(field: AnswerField, options: AskOptions): Promise<{ value: unknown } | undefined> {
  return field.kind === "boolean" || field.kind === "choice" ? pick(field, options) : type(field, options);
}

async function pick(field: AnswerField, options: AskOptions): Promise<{ value: unknown } | undefined> {
  const choices =
    field.kind === "boolean"
      ? [
          { label: "Yes", value: true as unknown },
          { label: "No", value: false as unknown },
        ]
      : field.choices.map((choice) => ({ label: String(choice), value: choice as unknown }));
  const items = field.required ? choices : [...choices, { label: "Leave out", value: undefined }];
  return shown(vscode.window.createQuickPick<{ label: string; value: unknown }>(), options, (box, done) => {
    box.items = items;
    box.placeholder = options.problem ?? options.prompt;
    const initial = items.find((item) => item.label === options.value || item.value === field.initial);
    if (initial) box.activeItems = [initial];
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      if (chosen) done({ value: chosen.value });
    });
  });
}

async function type(field: AnswerField, options: AskOptions): Promise<{ value: unknown } | undefined> {
  return shown(vscode.window.createInputBox(), options, (box, done) => {
    box.prompt = options.prompt;
    box.value = options.value ?? (field.initial === undefined ? "" : asTyped(field.initial));
    if (options.problem !== undefined) box.validationMessage = options.problem;
    const read = (): { value: unknown } | { problem: string } =>
      box.value === "" && !field.required ? { value: undefined } : readField(field, box.value);
    box.onDidChangeValue(() => {
      const result = read();
      box.validationMessage = "problem" in result ? result.problem : undefined;
    });
    box.onDidAccept(() => {
      const result = read();
      if ("problem" in result) box.validationMessage = result.problem;
      else done(result);
    });
  });
}

/** A value as a person would type it into the box. */
export function asTyped(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function shown<B extends vscode.QuickInput>(
  box: B,
  options: AskOptions,
  setUp: (box: B, done: (answer: { value: unknown }) => void) => void,
): Promise<{ value: unknown } | undefined> {
  return new Promise((resolve) => {
    box.title = options.title;
    if (options.totalSteps > 1) {
      box.step = options.step;
      box.totalSteps = options.totalSteps;
    }
    // A half-typed answer must outlive a look at the code.
    box.ignoreFocusOut = true;
    let answer: { value: unknown } | undefined;
    box.onDidHide(() => {
      resolve(answer);
      box.dispose();
    });
    setUp(box, (given) => {
      answer = given;
      box.hide();
    });
    box.show();
  });
}

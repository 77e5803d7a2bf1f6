import type * as vscode from "vscode";

/** The languages a workflow can be written in. */
export const LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact"] as const;

/** Their files on disk: what no file has cannot import the runtime. */
export const SOURCE_LANGUAGES: vscode.DocumentSelector = LANGUAGES.map((language) => ({ language, scheme: "file" }));

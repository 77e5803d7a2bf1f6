import * as vscode from "vscode";
import { LANGUAGES } from "../languages.ts";

const FOREIGN = /[\\/](?:node_modules|\.git)[\\/]/;

/** True for files of packages and the like, which nobody edits. */
export function isForeign(file: string): boolean {
  return FOREIGN.test(file);
}

/** True for source text of the workspace's own files. */
export function isOurs({ uri, languageId }: vscode.TextDocument): boolean {
  return uri.scheme === "file" && LANGUAGES.some((language) => language === languageId) && !isForeign(uri.fsPath);
}

/** The document of a file that is open. */
export function documentOf(file: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((candidate) => candidate.uri.fsPath === file);
}

/** The texts of editors that are not saved, by path. */
export function unsavedTexts(): Record<string, string> {
  const dirty = vscode.workspace.textDocuments.filter((document) => document.isDirty && isOurs(document));
  return Object.fromEntries(dirty.map((document) => [document.uri.fsPath, document.getText()]));
}

/** A file's text on disk; undefined where it was deleted meanwhile. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

import { createRequire } from "node:module";
import { join } from "node:path";
import * as vscode from "vscode";

/** Whether Node finds the runtime from that file or folder: in a node_modules from there upwards, or as the package it is in. */
export function hasRuntime(path: string): boolean {
  try {
    createRequire(join(path, "x.js")).resolve("stepwright/package.json");
    return true;
  } catch {
    return false;
  }
}

/** Whether a workspace folder is worth a search for workflows: the runtime is there, or a package.json in it asks for it. */
export async function usesStepwright(folder: vscode.Uri): Promise<boolean> {
  if (hasRuntime(folder.fsPath)) return true;
  const manifests = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, "**/package.json"),
    "**/node_modules/**",
    200,
  );
  const mentions = await Promise.all(
    manifests.map(async (uri) =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)).includes('"stepwright"'),
    ),
  );
  return mentions.includes(true);
}

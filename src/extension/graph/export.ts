/** Writes an exported picture where the person says. */
import { basename, dirname, extname, join } from "node:path";
import * as vscode from "vscode";

const FORMATS = { svg: "SVG picture", png: "PNG picture" } as const;

export async function saveExport(
  source: vscode.Uri | undefined,
  format: keyof typeof FORMATS,
  base64: string,
): Promise<void> {
  const file = source?.fsPath;
  const suggested = file === undefined ? undefined : join(dirname(file), `${basename(file, extname(file))}.${format}`);
  const to = await vscode.window.showSaveDialog({
    title: "Save Workflow Graph",
    filters: { [FORMATS[format]]: [format] },
    ...(suggested !== undefined && { defaultUri: vscode.Uri.file(suggested) }),
  });
  if (to === undefined) return;
  await vscode.workspace.fs.writeFile(to, Buffer.from(base64, "base64"));
}

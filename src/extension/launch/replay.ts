import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import type { Services } from "../services.ts";
import { startConfiguration } from "./f5.ts";

/** How a recording's file is named. */
const EXTENSION = ".stepwright.jsonl";

/** Replays a recording: the file that was clicked, else the active one, else one that is chosen. */
export function registerReplay(context: vscode.ExtensionContext, { problems }: Services): void {
  context.subscriptions.push(
    problems.command("stepwright.replayRecording", async (clicked?: vscode.Uri) => {
      const uri = clicked ?? active() ?? (await choose());
      if (uri === undefined) return false;
      const name = `Replay ${basename(uri.fsPath, EXTENSION)}`;
      const configuration = { type: DEBUG_TYPE, request: "replay", name, recording: uri.fsPath };
      return startConfiguration(configuration, uri, false);
    }),
  );
}

function active(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.fsPath.endsWith(EXTENSION) ? uri : undefined;
}

/** From the workspace's recordings, or from anywhere. */
async function choose(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(`**/*${EXTENSION}`, "**/node_modules/**");
  const read = await Promise.all(found.map(itemOf));
  const items = read.filter((item) => item !== undefined).sort((one, other) => other.changed - one.changed);
  const other = { label: "$(folder-opened) Another File…", description: "", uri: undefined };
  if (items.length === 0) return browse();
  const picked = await vscode.window.showQuickPick([...items, other], { placeHolder: "Which recording?" });
  return picked && (picked.uri ?? browse());
}

interface Item extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
  /** ms since 1970. */
  readonly changed: number;
}

/** Recordings of one program are told apart by their folder and their time. Undefined for one that has gone meanwhile. */
async function itemOf(uri: vscode.Uri): Promise<Item | undefined> {
  const stat = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => undefined);
  if (stat === undefined) return undefined;
  const changed = stat.mtime;
  const folder = dirname(vscode.workspace.asRelativePath(uri));
  const description = [...(folder === "." ? [] : [folder]), new Date(changed).toLocaleString()].join(" · ");
  return { label: basename(uri.fsPath), description, uri, changed };
}

async function browse(): Promise<vscode.Uri | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({ title: "Replay Recording", filters: { Recordings: ["jsonl"] } })) ?? [];
  return uri;
}

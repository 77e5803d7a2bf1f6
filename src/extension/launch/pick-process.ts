import { basename } from "node:path";
import * as vscode from "vscode";
import { lookAt } from "../../debugger/protocol/attach.ts";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import { type ListeningProgram, listeningPrograms } from "../../debugger/protocol/listening-programs.ts";
import type { Services } from "../services.ts";

const HOW =
  'Start it with "node --import stepwright/debug app.js" (with --import tsx before it, where it is TypeScript).';

interface ProgramItem extends vscode.QuickPickItem {
  readonly program: ListeningProgram;
}

/** Attaching to a program that runs already: the command of launch.json that picks one, and the one that attaches at once. */
export function registerAttach(context: vscode.ExtensionContext, { problems }: Services): void {
  const pick = async (): Promise<string | undefined> => {
    const items = await Promise.all(listeningPrograms().map(itemOf));
    if (items.length === 0) throw new Error(`No program runs that can be attached to. ${HOW}`);
    const picked = await vscode.window.showQuickPick(items, {
      title: "Attach to a Running Program",
      placeHolder: "Programs that were started with --import stepwright/debug",
      matchOnDescription: true,
      matchOnDetail: true,
    });
    // A text, as variables of launch.json are.
    return picked && String(picked.program.pid);
  };
  context.subscriptions.push(
    problems.command("stepwright.pickProcess", pick),
    problems.command("stepwright.attach", async () => {
      const processId = await pick();
      if (processId === undefined) return false;
      const program = listeningPrograms().find(({ pid }) => String(pid) === processId);
      const name = `Attach to ${basename(program?.program || processId)}`;
      const folder = program && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program.cwd));
      return vscode.debug.startDebugging(folder ?? vscode.workspace.workspaceFolders?.[0], {
        ...{ type: DEBUG_TYPE, request: "attach", name, processId },
      });
    }),
  );
}

function itemOf(program: ListeningProgram): Promise<ProgramItem> {
  const [host = "", port] = program.address.split(":");
  const item = (detail: string): ProgramItem => ({
    program,
    label: basename(program.program) || "node",
    description: `process ${program.pid} · ${vscode.workspace.asRelativePath(program.cwd)}`,
    detail,
  });
  return lookAt({ host, port: Number(port), token: program.token }).then(
    ({ runs, attached }) => item(attached ? "being debugged" : runsText(runs)),
    (error: Error) => item(`does not answer: ${error.message}`),
  );
}

/** `no run`, `RagFlow`, `RagFlow (3), ReviewFlow` */
function runsText(runs: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of runs) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} (${count})`)).join(", ") || "no run";
}

/** The graph in the side panel and in an editor tab, and its commands. */
import * as vscode from "vscode";
import { toMermaid } from "../../analysis/mermaid.ts";
import type { Services } from "../services.ts";
import { withChildren } from "./child-workflows.ts";
import { FollowedFile } from "./followed-file.ts";
import { nodeAt } from "./graph-targets.ts";
import { type GraphParts, GraphView } from "./graph-view.ts";
import { LastEvents } from "./last-events.ts";
import { LayoutClient } from "./layout-client.ts";
import { LiveRuns } from "./live-runs.ts";
import type { Target, ToWebview } from "./messages.ts";
import { OpenGroups } from "./open-groups.ts";
import { PictureMaker } from "./picture-maker.ts";

const VIEW = "stepwright.graph";
const TAB = "stepwright.graphTab";

/** What another part of the extension wants to have shown. */
export interface GraphTarget extends Target {
  readonly file: string;
}

export function registerGraph(context: vscode.ExtensionContext, services: Services): void {
  const { problems } = services;
  const layout = new LayoutClient(
    vscode.Uri.joinPath(context.extensionUri, "dist", "extension", "layout-worker.cjs").fsPath,
  );
  const file = new FollowedFile(services);
  const runs = new LiveRuns(services.live, services.renames);
  const groups = new OpenGroups();
  const views = new Set<GraphView>();
  const last = new LastEvents(services.live, () => views.size > 0);
  const parts: GraphParts = {
    services,
    extensionUri: context.extensionUri,
    file,
    runs,
    last,
    pictures: new PictureMaker(layout, groups),
    groups,
  };
  let tab: vscode.WebviewPanel | undefined;
  let pending: Target | undefined;

  const add = (view: GraphView, onDidDispose: vscode.Event<void>): void => {
    views.add(view);
    if (pending !== undefined) view.reveal(pending);
    pending = undefined;
    onDidDispose(() => {
      view.dispose();
      views.delete(view);
    });
  };
  const showTab = (panel: vscode.WebviewPanel): void => {
    tab = panel;
    const icon = (theme: "light" | "dark") =>
      vscode.Uri.joinPath(context.extensionUri, "media", `graph-tab-${theme}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    panel.onDidDispose(() => {
      tab = undefined;
    });
    add(new GraphView(parts, panel.webview, "tab"), panel.onDidDispose);
  };
  const toAll = (command: Extract<ToWebview, { type: "command" }>["command"]) => (): void => {
    for (const view of views) view.send({ type: "command", command });
  };

  context.subscriptions.push(
    layout,
    file,
    runs,
    last,
    new vscode.Disposable(() => {
      for (const view of views) view.dispose();
    }),
    vscode.window.registerWebviewViewProvider(VIEW, {
      resolveWebviewView: (view) => add(new GraphView(parts, view.webview, "view"), view.onDidDispose),
    }),
    vscode.window.registerWebviewPanelSerializer(TAB, { deserializeWebviewPanel: async (panel) => showTab(panel) }),
    problems.command("stepwright.openGraph", () => {
      if (tab !== undefined) return tab.reveal();
      const column = vscode.ViewColumn.Beside;
      return showTab(
        vscode.window.createWebviewPanel(TAB, "Workflow Graph", { viewColumn: column, preserveFocus: true }),
      );
    }),
    problems.command("stepwright.revealInGraph", async (given?: vscode.Uri | GraphTarget) => {
      // From a menu it comes with the file alone.
      const target: Target & { readonly file?: string } =
        given !== undefined && "workflow" in given ? given : await targetAtCursor(services);
      if (target.file !== undefined) await file.show(vscode.Uri.file(target.file));
      if (views.size === 0) {
        pending = target;
        await vscode.commands.executeCommand(`${VIEW}.focus`);
        return;
      }
      if (tab?.visible) tab.reveal(undefined, false);
      else await vscode.commands.executeCommand(`${VIEW}.focus`);
      for (const view of views) view.reveal(target);
    }),
    problems.command("stepwright.copyMermaid", async (as?: string) => {
      const graph = file.current?.graph;
      if (graph === undefined || graph.workflows.length === 0) {
        throw new Error("There is no workflow to copy: open a file that declares one.");
      }
      const mermaid = toMermaid(withChildren(graph, services.analysis));
      await vscode.env.clipboard.writeText(
        as === "markdown" ? `\`\`\`mermaid\n${mermaid.trimEnd()}\n\`\`\`\n` : mermaid,
      );
      vscode.window.setStatusBarMessage("Copied the workflow graph as Mermaid", 3000);
    }),
    problems.command("stepwright.fitGraph", toAll("fit")),
    problems.command("stepwright.findInGraph", toAll("find")),
  );
}

async function targetAtCursor({ analysis }: Services): Promise<Target> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new Error("Put the cursor on a step or an event class first.");
  const { fsPath } = editor.document.uri;
  const line = editor.selection.active.line + 1;
  const graph = await analysis.graph(editor.document.uri);
  const target = graph && nodeAt(graph, fsPath, line);
  if (target === undefined) {
    throw new Error(`Line ${line} belongs to no step and no event class of a workflow in this file.`);
  }
  return target;
}

import * as vscode from "vscode";
import type { WorkflowGraph, WorkflowNode } from "../../analysis/workflow-graph.ts";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import type { AnalysisService } from "../services.ts";
import { startsRuns } from "./starts-runs.ts";

/** A complete configuration that runs a file as it is. */
export function programConfiguration(file: string): vscode.DebugConfiguration {
  return { type: DEBUG_TYPE, request: "launch", name: `Debug program ${shortPath(file)}`, program: pathForJson(file) };
}

/** A complete configuration that runs one workflow class. Its input is asked for when it starts. */
export function workflowConfiguration(file: string, workflow: string): vscode.DebugConfiguration {
  return {
    type: DEBUG_TYPE,
    request: "launch",
    name: `Debug ${workflow} (${shortPath(file)})`,
    program: pathForJson(file),
    workflow,
  };
}

/** Everything in the folder that can be debugged, the active file's first: its program, then its workflow classes. */
export async function offeredConfigurations(
  analysis: AnalysisService,
  folder?: vscode.WorkspaceFolder,
): Promise<vscode.DebugConfiguration[]> {
  const activeFile = vscode.window.activeTextEditor?.document.uri.fsPath;
  const graphs = (await analysis.workspace())
    .filter((graph) => !folder || vscode.workspace.getWorkspaceFolder(vscode.Uri.file(graph.file)) === folder)
    .sort((a, b) => Number(b.file === activeFile) - Number(a.file === activeFile) || a.file.localeCompare(b.file));
  const perFile = await Promise.all(graphs.map((graph) => configurationsOf(analysis, graph)));
  const active = await activeConfiguration(analysis);
  // The active file may be a program that imports its workflows, so that no graph of its own lists it.
  const all = active ? [active, ...perFile.flat()] : perFile.flat();
  return [...new Map(all.map((configuration) => [configuration.name, configuration])).values()];
}

/** What F5 means in the active editor: the program it is, else the workflow class at the cursor, else its first one. */
export async function activeConfiguration(analysis: AnalysisService): Promise<vscode.DebugConfiguration | undefined> {
  const editor = vscode.window.activeTextEditor;
  const graph = editor && (await analysis.outline(editor.document.uri));
  if (!graph) return undefined;
  if (await isProgram(analysis, graph)) return programConfiguration(graph.file);
  const line = editor.selection.active.line + 1;
  const runnable = graph.workflows.filter(isRunnable);
  const workflow = runnable.find(({ range }) => range.startLine <= line && line <= range.endLine) ?? runnable[0];
  return workflow && workflowConfiguration(graph.file, workflow.name);
}

/** What runs one workflow class: itself, else the program whose own class it is. */
export async function configurationOf(
  analysis: AnalysisService,
  graph: WorkflowGraph,
  workflow: WorkflowNode,
): Promise<vscode.DebugConfiguration | undefined> {
  if (isRunnable(workflow)) return workflowConfiguration(graph.file, workflow.name);
  return !workflow.abstract && (await isProgram(analysis, graph)) ? programConfiguration(graph.file) : undefined;
}

/** Why there is nothing to debug in the active editor, and the way out. */
export async function whyNothing(analysis: AnalysisService): Promise<string> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const [workflow] = (uri && (await analysis.outline(uri)))?.workflows ?? [];
  if (workflow?.abstract) return `${workflow.name} is abstract: open a class that extends it.`;
  if (workflow)
    return `${workflow.name} is not exported: write "export class ${workflow.name}", or start a run in the file.`;
  const [offered] = await offeredConfigurations(analysis);
  return offered
    ? `Open a file that declares a workflow or runs one, such as the one of "${offered.name}", or choose an entry under Stepwright… in Run and Debug.`
    : 'Open a file with an exported class that extends Workflow, or set "program" in launch.json.';
}

async function configurationsOf(analysis: AnalysisService, graph: WorkflowGraph): Promise<vscode.DebugConfiguration[]> {
  const classes = graph.workflows
    .filter(isRunnable)
    .map((workflow) => workflowConfiguration(graph.file, workflow.name));
  return (await isProgram(analysis, graph)) ? [programConfiguration(graph.file), ...classes] : classes;
}

async function isProgram(analysis: AnalysisService, graph: WorkflowGraph): Promise<boolean> {
  const known = new Set(analysis.known().flatMap(({ workflows }) => workflows.map(({ name }) => name)));
  const text = await textOf(graph.file);
  return text !== undefined && startsRuns(text, graph, known);
}

/** Another module must be able to make it: an abstract class or one that is not exported cannot be started by name. */
function isRunnable(workflow: WorkflowNode): boolean {
  return !workflow.abstract && workflow.exported !== "none";
}

async function textOf(file: string): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file);
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(file)));
  } catch {
    return undefined; // Deleted since it was analysed: nothing to run.
  }
}

function shortPath(file: string): string {
  return vscode.workspace.asRelativePath(file, false);
}

/** As launch.json should have it, so that the file can be shared. */
function pathForJson(file: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  if (!folder) return file;
  const relative = vscode.workspace.asRelativePath(file, false).replaceAll("\\", "/");
  const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  return `\${workspaceFolder${several ? `:${folder.name}` : ""}}/${relative}`;
}

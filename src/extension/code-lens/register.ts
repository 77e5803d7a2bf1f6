import * as vscode from "vscode";
import { SOURCE_LANGUAGES } from "../languages.ts";
import { configurationOf } from "../launch/configurations.ts";
import { startConfiguration } from "../launch/f5.ts";
import type { Services } from "../services.ts";
import { WorkflowLenses } from "./provider.ts";

interface WorkflowPlace {
  readonly file: string;
  readonly workflow: string;
}

/** Lenses above workflows, steps and event classes, and the commands that only they offer. */
export function registerCodeLenses(context: vscode.ExtensionContext, services: Services): void {
  const { analysis, problems } = services;
  const lenses = new WorkflowLenses(services);
  const start = async ({ file, workflow: name }: WorkflowPlace, noDebug: boolean): Promise<boolean> => {
    const uri = vscode.Uri.file(file);
    const graph = await analysis.outline(uri);
    const workflow = graph?.workflows.find((candidate) => candidate.name === name);
    const configuration = graph && workflow && (await configurationOf(analysis, graph, workflow));
    if (!configuration) {
      throw new Error(`${name} in ${file} cannot be run by its name: export it, or start a run in the file.`);
    }
    return startConfiguration(configuration, uri, noDebug);
  };
  context.subscriptions.push(
    lenses,
    vscode.languages.registerCodeLensProvider(SOURCE_LANGUAGES, lenses),
    problems.command("stepwright.runWorkflow", (place: WorkflowPlace) => start(place, true)),
    problems.command("stepwright.debugWorkflow", (place: WorkflowPlace) => start(place, false)),
  );
}

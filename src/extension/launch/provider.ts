import { dirname, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { hasRuntime } from "../analysis/uses-stepwright.ts";
import type { Services } from "../services.ts";
import { showWorkflowParts } from "../workspace-context.ts";
import { activeConfiguration, offeredConfigurations, whyNothing } from "./configurations.ts";
import { askInput } from "./input.ts";

/**
 * Makes and completes launch configurations. Keys and values are checked by the adapter, for every client alike; here
 * only what the editor alone can know or ask.
 */
export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  readonly #services: Services;
  readonly #memory: vscode.Memento;

  constructor(services: Services, memory: vscode.Memento) {
    this.#services = services;
    this.#memory = memory;
  }

  provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
    return offeredConfigurations(this.#services.analysis, folder);
  }

  /** Before variables are resolved. F5 without a launch.json comes with an empty configuration. */
  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    // Somebody debugs workflows here, found or not: VS Code checks package.json's `when` after this call.
    await showWorkflowParts();
    // VS Code knows launch and attach only; a recording is what a replay launches.
    if (configuration.request === "replay") return { ...configuration, request: "launch" };
    if (configuration.type || configuration.request || configuration.name) return configuration;
    const active = await activeConfiguration(this.#services.analysis);
    if (active) return { ...configuration, ...active };
    this.#services.problems.report({
      message: "The active editor has no workflow to debug.",
      detail: await whyNothing(this.#services.analysis),
      modal: true,
    });
    return undefined;
  }

  /** After variables are resolved: paths are real ones. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (configuration["recording"] !== undefined) {
      return { ...configuration, cwd: configuration["cwd"] ?? folder?.uri.fsPath };
    }
    const { analysis } = this.#services;
    // What the breakpoints stand for must be known when the JavaScript session gets its list of them.
    await analysis.workspace();
    if (configuration.request === "attach") return { ...configuration, __javascript: true };
    if (configuration.request !== "launch") return configuration;
    const name: unknown = configuration["workflow"];
    const file = programOf(configuration, folder) ?? this.#fileOf(name, folder);
    const complete: vscode.DebugConfiguration = {
      ...configuration,
      ...(file === undefined ? {} : { program: file }),
      cwd: configuration["cwd"] ?? folder?.uri.fsPath ?? (file === undefined ? undefined : dirname(file)),
      __javascript: true,
    };
    const graph = file === undefined ? undefined : await analysis.outline(vscode.Uri.file(file));
    if (file === undefined || !graph || graph.workflows.length === 0) return complete;
    if (!hasRuntime(dirname(file))) return this.#refuseWithoutRuntime(file, complete["cwd"]);
    const workflow = graph.workflows.find((candidate) => candidate.name === name);
    if (!workflow || complete["input"] !== undefined) return complete;
    const input = await askInput(workflow, file, this.#memory);
    return input && { ...complete, ...(Object.keys(input).length > 0 ? { input } : {}) };
  }

  /** Where the only workflow class of that name is declared; several are the adapter's question. */
  #fileOf(workflow: unknown, folder: vscode.WorkspaceFolder | undefined): string | undefined {
    const declared = this.#services.analysis
      .known()
      .filter(({ workflows }) => workflows.some(({ name }) => name === workflow))
      .filter(({ file }) => !folder || vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)) === folder);
    return declared.length === 1 ? declared[0]?.file : undefined;
  }

  #refuseWithoutRuntime(file: string, cwd: string): undefined {
    const command = "npm install stepwright zod";
    this.#services.problems.report({
      message: `The package stepwright is not installed, and ${file} needs it.`,
      detail: `No node_modules from there upwards has it. Run "${command}" in ${cwd}.`,
      modal: true,
      actions: {
        "Type It in a Terminal": () => {
          const terminal = vscode.window.createTerminal({ name: "Install stepwright", cwd });
          terminal.show();
          terminal.sendText(command, false);
        },
      },
    });
    return undefined;
  }
}

function programOf(
  configuration: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
): string | undefined {
  const program: unknown = configuration["program"];
  if (typeof program !== "string" || program === "") return undefined;
  return vscode.Uri.file(isAbsolute(program) ? program : join(folder?.uri.fsPath ?? process.cwd(), program)).fsPath;
}

import { dirname, isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { DEBUG_TYPE } from "../../debugger/protocol/editor.ts";
import { hasRuntime } from "../analysis/uses-stepwright.ts";
import type { Services } from "../services.ts";
import { showWorkflowParts } from "../workspace-context.ts";
import { type AttributeSchema, wrongKeys } from "./check-keys.ts";
import { activeConfiguration, offeredConfigurations } from "./configurations.ts";
import { askInput } from "./input.ts";

/** Makes, completes and checks launch configurations. One that cannot start is a dialog with the way out, and nothing starts. */
export class ConfigurationProvider implements vscode.DebugConfigurationProvider {
  readonly #services: Services;
  readonly #context: vscode.ExtensionContext;

  constructor(services: Services, context: vscode.ExtensionContext) {
    this.#services = services;
    this.#context = context;
  }

  provideDebugConfigurations(folder: vscode.WorkspaceFolder | undefined): Promise<vscode.DebugConfiguration[]> {
    return offeredConfigurations(this.#services.analysis, folder);
  }

  /** Before variables are resolved. F5 without a launch.json comes with an empty configuration. */
  async resolveDebugConfiguration(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    // Somebody debugs workflows here, found or not: VS Code checks package.json's `when` after this call.
    await showWorkflowParts();
    const isEmpty = !configuration.type && !configuration.request && !configuration.name;
    if (!isEmpty) {
      const problems = wrongKeys(configuration, this.#attributes(configuration.request));
      if (problems.length === 0) return { ...configuration };
      return this.#refuse(
        `The launch configuration "${configuration.name}" cannot start.`,
        problems.join("\n"),
        folder,
      );
    }
    const active = await activeConfiguration(this.#services.analysis);
    if (active) return { ...active, ...("noDebug" in configuration ? { noDebug: configuration["noDebug"] } : {}) };
    const [first] = await offeredConfigurations(this.#services.analysis, folder);
    return this.#refuse(
      "The active editor has no workflow to debug.",
      first
        ? `Open a file that declares a workflow or runs one, e.g. the one of "${first.name}", or choose an entry under Stepwright… in Run and Debug.`
        : 'Open a file with a class that extends Workflow, or set "program" in launch.json.',
      folder,
    );
  }

  /** After variables are resolved: paths are real ones. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    if (configuration.request !== "launch") return configuration;
    const { name } = configuration;
    const program: unknown = configuration["program"];
    if (typeof program !== "string" || program === "") {
      return this.#refuse(
        `"${name}" has no "program".`,
        'Set "program" to the TypeScript or JavaScript file to run.',
        folder,
      );
    }
    const file = vscode.Uri.file(
      isAbsolute(program) ? program : join(folder?.uri.fsPath ?? process.cwd(), program),
    ).fsPath;
    if (!(await isFile(file))) {
      return this.#refuse(`"program" of "${name}" does not exist: ${file}`, "Correct the path in launch.json.", folder);
    }
    const graph = await this.#services.analysis.graph(vscode.Uri.file(file));
    const wanted: unknown = configuration["workflow"];
    const workflow = graph?.workflows.find((candidate) => candidate.name === wanted);
    if (graph && graph.workflows.length > 0 && typeof wanted === "string" && !workflow) {
      const names = graph.workflows.map((candidate) => candidate.name).join(", ");
      return this.#refuse(
        `${file} declares no workflow "${wanted}".`,
        `It declares ${names}: correct "workflow" in launch.json.`,
        folder,
      );
    }
    if (graph && graph.workflows.length > 0 && !hasRuntime(dirname(file)))
      return this.#refuseWithoutRuntime(file, folder);
    // What the breakpoints stand for must be known when the JavaScript session gets its list.
    await this.#services.analysis.workspace();
    const complete = {
      ...configuration,
      program: file,
      cwd: configuration["cwd"] ?? folder?.uri.fsPath ?? dirname(file),
    };
    if (!workflow || configuration["input"] !== undefined) return complete;
    const input = await askInput(workflow, file, this.#context.workspaceState);
    return input && { ...complete, ...(Object.keys(input).length > 0 ? { input } : {}) };
  }

  #attributes(request: string): Readonly<Record<string, AttributeSchema>> {
    const debuggers: readonly {
      type: string;
      configurationAttributes: Record<string, { properties: Record<string, AttributeSchema> }>;
    }[] = this.#context.extension.packageJSON.contributes.debuggers;
    const own = debuggers.find((candidate) => candidate.type === DEBUG_TYPE);
    return (
      own?.configurationAttributes[request]?.properties ?? own?.configurationAttributes["launch"]?.properties ?? {}
    );
  }

  #refuse(message: string, detail: string, folder: vscode.WorkspaceFolder | undefined): undefined {
    const actions = folder ? { "Open launch.json": () => openLaunchJson(folder) } : {};
    this.#services.problems.report({ message, detail, modal: true, actions });
    return undefined;
  }

  #refuseWithoutRuntime(file: string, folder: vscode.WorkspaceFolder | undefined): undefined {
    const cwd = folder?.uri.fsPath ?? dirname(file);
    this.#services.problems.report({
      message: "The package stepwright is not installed.",
      detail: `${file} imports it, and no node_modules from there upwards has it. Run "npm install stepwright zod" in ${cwd}.`,
      modal: true,
      actions: {
        "Type It in a Terminal": () => {
          const terminal = vscode.window.createTerminal({ name: "Install stepwright", cwd });
          terminal.show();
          terminal.sendText("npm install stepwright zod", false);
        },
      },
    });
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(vscode.Uri.file(path))).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}

async function openLaunchJson(folder: vscode.WorkspaceFolder): Promise<void> {
  const uri = vscode.Uri.joinPath(folder.uri, ".vscode", "launch.json");
  if (await isFile(uri.fsPath)) await vscode.window.showTextDocument(uri);
  else await vscode.commands.executeCommand("workbench.action.debug.configure");
}

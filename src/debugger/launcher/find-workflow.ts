import { existsSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { WorkflowSummary } from "../../analysis/analyzer.ts";
import type { WorkflowGraph } from "../../analysis/workflow-graph.ts";
import { LaunchError } from "./launch-error.ts";

export interface WorkflowWanted {
  /** `RagFlow` or `flows.ts#RagFlow`. */
  readonly workflow: string;
  /** Absolute path of the file that declares it, where the launch configuration names one. */
  readonly program: string | undefined;
  readonly cwd: string;
}

/** What is needed of the analysis, which may work on another thread. */
export interface Analysis {
  graphOf(file: string, options: { types: boolean }): WorkflowGraph | Promise<WorkflowGraph>;
  findWorkflows(folder: string): Promise<WorkflowSummary[]>;
}

/**
 * Finds the class to run.
 *
 * @throws LaunchError that lists the classes there are
 */
export async function findWorkflow(wanted: WorkflowWanted, analysis: Analysis): Promise<WorkflowSummary> {
  const { name, file } = split(wanted);
  const where = file ?? wanted.cwd;
  if (file !== undefined && !existsSync(file)) {
    throw new LaunchError(
      "programMissing",
      `The file ${file} does not exist. Correct "program" in the launch configuration.`,
    );
  }
  const all = file === undefined ? await analysis.findWorkflows(wanted.cwd) : await workflowsOf(file, analysis);
  const found = all.filter((workflow) => workflow.name === name || workflow.exportName === name);
  const [first, ...more] = found;
  if (first === undefined) throw notFound(name, where, all, wanted.cwd);
  if (more.length > 0) {
    const files = found.map((workflow) => `  ${relative(wanted.cwd, workflow.file)}#${workflow.name}`).join("\n");
    throw new LaunchError(
      "workflowAmbiguous",
      `Several classes are called ${name}. Set "program" to one of:\n${files}`,
    );
  }
  checkRunnable(first);
  return first;
}

/** The workflow classes that a file declares. */
export async function workflowsOf(file: string, analysis: Analysis): Promise<WorkflowSummary[]> {
  const { workflows } = await analysis.graphOf(file, { types: false });
  return workflows.map(({ name, exported, exportName, abstract, range, nameRange }) => ({
    ...{ name, file, exported, abstract, range, nameRange },
    ...(exportName === undefined ? {} : { exportName }),
  }));
}

/** @throws LaunchError where no other module can make one of it */
export function checkRunnable({ name, file, abstract, exported, nameRange }: WorkflowSummary): void {
  const place = `${file}:${nameRange.startLine}`;
  if (abstract)
    throw new LaunchError("workflowAbstract", `${name} (${place}) is abstract: run a class that extends it.`);
  if (exported === "none") {
    throw new LaunchError(
      "workflowNotExported",
      `${name} (${place}) is not exported: write "export class ${name}", or launch a program that runs it.`,
    );
  }
}

function split({ workflow, program, cwd }: WorkflowWanted): { name: string; file: string | undefined } {
  const hash = workflow.lastIndexOf("#");
  if (hash < 0) return { name: workflow, file: program };
  const path = workflow.slice(0, hash);
  const base = program === undefined ? cwd : dirname(program);
  return { name: workflow.slice(hash + 1), file: isAbsolute(path) ? path : resolve(base, path) };
}

function notFound(name: string, where: string, all: readonly WorkflowSummary[], cwd: string): LaunchError {
  const names = all.map((workflow) => `  ${workflow.name}  (${relative(cwd, workflow.file) || workflow.file})`);
  const known =
    names.length === 0
      ? "No workflow class was found there: a workflow is a class that extends Workflow."
      : `There are:\n${[...new Set(names)].join("\n")}`;
  return new LaunchError("workflowMissing", `There is no workflow "${name}" in ${where}. ${known}`);
}

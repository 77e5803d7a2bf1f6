import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { Analyzer, WorkflowSummary } from "../../analysis/analyzer.ts";
import { LaunchError } from "./launch-error.ts";

export interface WorkflowWanted {
  /** `RagFlow` or `flows.ts#RagFlow`. */
  readonly workflow: string;
  /** Absolute path of the file that declares it, where the launch configuration names one. */
  readonly program: string | undefined;
  readonly cwd: string;
}

/**
 * Finds the class to run.
 *
 * @throws LaunchError that lists the classes there are
 */
export async function findWorkflow(wanted: WorkflowWanted): Promise<WorkflowSummary> {
  const { name, file } = split(wanted);
  const { Analyzer, MissingFileError } = await import("../../analysis/analyzer.ts");
  const analyzer = new Analyzer();
  const where = file ?? wanted.cwd;
  let all: WorkflowSummary[];
  try {
    all = file === undefined ? await analyzer.findWorkflows(wanted.cwd) : workflowsOf(analyzer, file);
  } catch (error) {
    if (!(error instanceof MissingFileError)) throw error;
    throw new LaunchError(
      "programMissing",
      `The file ${file} does not exist. Correct "program" in the launch configuration.`,
    );
  }
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
export function workflowsOf(analyzer: Analyzer, file: string): WorkflowSummary[] {
  return analyzer.graphOf(file, { types: false }).workflows.map((workflow) => ({
    name: workflow.name,
    file,
    exported: workflow.exported,
    abstract: workflow.abstract,
    range: workflow.range,
    nameRange: workflow.nameRange,
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

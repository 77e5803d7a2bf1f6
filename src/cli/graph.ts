import { statSync } from "node:fs";
import { resolve } from "node:path";
import { findWorkflowFiles } from "../analysis/find-files.ts";
import type { WorkflowGraph } from "../analysis/workflow-graph.ts";
import { CommandError, EXIT, nearest, parseOptions, UsageError } from "./command.ts";
import { formats } from "./graph-formats.ts";

/**
 * `stepwright graph FILE`, or of a folder: the graph on stdout, notes about the source on stderr. Exit code 1 where the
 * source is broken.
 */
export async function graph(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    workflow: { type: "string", short: "w" },
    format: { type: "string", short: "f", default: "json" },
  });
  const [path, ...rest] = positionals;
  if (path === undefined)
    throw new UsageError("Which file? stepwright graph PATH [--workflow NAME] [--format json|mermaid|svg|dot]");
  if (rest.length > 0) throw new UsageError(`One file or folder at a time: ${rest.join(" ")} is too much.`);
  const format = formatOf(values.format);
  const whole = await read(resolve(path));
  const pictures = values.workflow === undefined ? whole : only(whole, values.workflow);
  const declaring = pictures.filter(({ workflows }) => workflows.length > 0);
  if (declaring.length === 0) {
    throw new CommandError(
      `${path} declares no workflow: a class that extends Workflow, with methods marked @step(…).`,
    );
  }
  process.stdout.write(await format(declaring));
  const notes = pictures.flatMap((one) => one.notes);
  for (const { severity, message, range } of notes) {
    const place = range ? `${range.file}:${range.startLine}:${range.startColumn}: ` : "";
    process.stderr.write(`${place}${severity}: ${message}\n`);
  }
  return notes.some((note) => note.severity === "error") ? EXIT.failed : EXIT.ok;
}

/** The graphs of a file, or of a folder's files that may declare a workflow. */
async function read(path: string): Promise<readonly WorkflowGraph[]> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new CommandError(`There is no file or folder ${path}.`);
  const files = stat.isFile() ? [path] : await findWorkflowFiles(path);
  if (files.length === 0) return [];
  // The TypeScript compiler is several megabytes: loaded when it is clear that there is work for it.
  const { Analyzer } = await import("../analysis/analyzer.ts");
  const analyzer = new Analyzer();
  return files.map((file) => analyzer.graphOf(file));
}

function formatOf(text: string): (typeof formats)[keyof typeof formats] {
  if (Object.hasOwn(formats, text)) return formats[text as keyof typeof formats];
  throw new UsageError(`--format ${text} is none. There are: ${Object.keys(formats).join(", ")}.`);
}

/** The graph of one workflow, with the events it mentions; of several where several files have one of that name. */
function only(whole: readonly WorkflowGraph[], name: string): readonly WorkflowGraph[] {
  const found = whole.map((graph) => {
    const workflows = graph.workflows.filter((workflow) => workflow.name === name || workflow.exportName === name);
    const mentioned = new Set(workflows.flatMap((workflow) => workflow.events));
    return { ...graph, workflows, events: graph.events.filter((event) => mentioned.has(event.name)) };
  });
  if (found.some(({ workflows }) => workflows.length > 0)) return found;
  const names = whole.flatMap(({ workflows }) => workflows.map((workflow) => workflow.name));
  const near = nearest(name, names);
  const hint = near ? ` Did you mean ${near}?` : "";
  const where = whole.length === 1 ? ` in ${whole[0]?.file}; it declares` : "; there are";
  throw new CommandError(`There is no workflow ${name}${where} ${names.join(", ") || "none"}.${hint}`);
}

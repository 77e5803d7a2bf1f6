import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { WorkflowGraph } from "../analysis/workflow-graph.ts";
import { CommandError, EXIT, nearest, parseOptions, UsageError } from "./command.ts";
import { formats } from "./graph-formats.ts";

/** `stepwright graph FILE`: the graph on stdout, notes about the source on stderr. Exit code 1 where the source is broken. */
export async function graph(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    workflow: { type: "string", short: "w" },
    format: { type: "string", short: "f", default: "json" },
  });
  const [file, ...rest] = positionals;
  if (file === undefined)
    throw new UsageError("Which file? stepwright graph FILE [--workflow NAME] [--format json|mermaid|svg|dot]");
  if (rest.length > 0) throw new UsageError(`One file at a time: ${rest.join(" ")} is too much.`);
  const format = formatOf(values.format);
  const path = resolve(file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new CommandError(`There is no file ${path}.`);
  if (!stat.isFile()) throw new CommandError(`${path} is a folder. Give the file that declares the workflow.`);
  // The TypeScript compiler is several megabytes: loaded when it is clear that there is work for it.
  const { Analyzer } = await import("../analysis/analyzer.ts");
  const whole = new Analyzer().graphOf(path);
  const picture = values.workflow === undefined ? whole : only(whole, values.workflow);
  if (picture.workflows.length === 0) {
    throw new CommandError(
      `${file} declares no workflow: a class that extends Workflow, with methods marked @step(…).`,
    );
  }
  process.stdout.write(await format(picture));
  for (const { severity, message, range } of picture.notes) {
    const place = range ? `${range.file}:${range.startLine}:${range.startColumn}: ` : "";
    process.stderr.write(`${place}${severity}: ${message}\n`);
  }
  return picture.notes.some((note) => note.severity === "error") ? EXIT.failed : EXIT.ok;
}

function formatOf(text: string): (typeof formats)[keyof typeof formats] {
  if (Object.hasOwn(formats, text)) return formats[text as keyof typeof formats];
  throw new UsageError(`--format ${text} is none. There are: ${Object.keys(formats).join(", ")}.`);
}

/** The graph of one workflow, with the events it mentions. */
function only(whole: WorkflowGraph, name: string): WorkflowGraph {
  const workflows = whole.workflows.filter((workflow) => workflow.name === name || workflow.exportName === name);
  if (workflows.length === 0) {
    const names = whole.workflows.map((workflow) => workflow.name);
    const near = nearest(name, names);
    const hint = near ? ` Did you mean ${near}?` : "";
    throw new CommandError(
      `There is no workflow ${name} in ${whole.file}; it declares ${names.join(", ") || "none"}.${hint}`,
    );
  }
  const mentioned = new Set(workflows.flatMap((workflow) => workflow.events));
  return { ...whole, workflows, events: whole.events.filter((event) => mentioned.has(event.name)) };
}

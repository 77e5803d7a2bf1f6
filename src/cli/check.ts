import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Analyzer } from "../analysis/analyzer.ts";
import type { Diagnostic } from "../analysis/diagnostics/diagnostic.ts";
import { keepCompiled } from "../analysis/kept-script.ts";
import { formats } from "./check-formats.ts";
import { CommandError, EXIT, parseOptions, UsageError } from "./command.ts";

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/**
 * `stepwright check [PATHS]`: what will not work in the workflows of these files and folders, on stdout. Exit code 1
 * where there is an error, with `--strict` also where there is a warning.
 */
export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    format: { type: "string", short: "f", default: "text" },
    strict: { type: "boolean", default: false },
  });
  const format = Object.hasOwn(formats, values.format) ? formats[values.format as keyof typeof formats] : undefined;
  if (!format)
    throw new UsageError(`--format ${values.format} is none. There are: ${Object.keys(formats).join(", ")}.`);
  const paths = (positionals.length > 0 ? positionals : ["."]).map((path) => resolve(path));
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) throw new CommandError(`There is no file or folder ${path}.`);
    if (found.isFile() && !SOURCE.test(path)) {
      throw new CommandError(
        `${path} is no TypeScript or JavaScript file. Give files that declare workflows, or folders.`,
      );
    }
  }
  // The TypeScript compiler is several megabytes: loaded when it is clear that there is work for it.
  const { Analyzer } = await import("../analysis/analyzer.ts");
  const analyzer = new Analyzer();
  const files = await workflowFiles(paths, analyzer);
  if (files.length === 0) {
    throw new CommandError(
      "No workflow is declared here: no class extends Workflow. Give the files or folders that have some.",
    );
  }
  const found = [...analyzer.diagnoseAll(files).values()].flat();
  process.stdout.write(format(found, files.length));
  keepCompiled();
  return found.some((one) => fails(one, values.strict)) ? EXIT.failed : EXIT.ok;
}

/** Files are taken as they are given; of folders those that declare a workflow. */
async function workflowFiles(paths: readonly string[], analyzer: Analyzer): Promise<string[]> {
  const files = new Set<string>();
  for (const path of paths) {
    if (statSync(path).isFile()) files.add(path);
    else for (const workflow of await analyzer.findWorkflows(path)) files.add(workflow.file);
  }
  return [...files];
}

function fails({ severity }: Diagnostic, strict: boolean): boolean {
  return severity === "error" || (strict && severity === "warning");
}

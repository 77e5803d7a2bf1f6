import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Diagnostic } from "../analysis/diagnostics/diagnostic.ts";
import { findWorkflowFiles } from "../analysis/find-files.ts";
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
  const results = await diagnose(paths);
  if (results.length === 0) {
    throw new CommandError(
      "No workflow is declared here: no class extends Workflow. Give the files or folders that have some.",
    );
  }
  const found = results.flat();
  process.stdout.write(format(found, results.length));
  keepCompiled();
  return found.some((one) => fails(one, values.strict)) ? EXIT.failed : EXIT.ok;
}

/** Files are taken as they are given; of folders those that declare a workflow. */
async function diagnose(paths: readonly string[]): Promise<ReadonlyArray<readonly Diagnostic[]>> {
  const given = new Set(paths.filter((path) => statSync(path).isFile()));
  const candidates = new Set<string>();
  for (const path of paths) {
    for (const file of given.has(path) ? [path] : await findWorkflowFiles(path)) candidates.add(file);
  }
  if (candidates.size === 0) return [];
  // The TypeScript compiler is several megabytes: loaded when it is clear that there is work for it.
  const { Analyzer } = await import("../analysis/analyzer.ts");
  const analyzer = new Analyzer();
  const searched = [...candidates].filter((file) => !given.has(file));
  const found = new Map([...analyzer.diagnoseAll([...given]), ...analyzer.diagnoseAll(searched, { declaring: true })]);
  return [...candidates].flatMap((file) => {
    const diagnostics = found.get(file);
    return diagnostics ? [diagnostics] : [];
  });
}

function fails({ severity }: Diagnostic, strict: boolean): boolean {
  return severity === "error" || (strict && severity === "warning");
}

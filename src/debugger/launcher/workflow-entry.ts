import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface WorkflowEntry {
  /** Folder for the generated file. */
  readonly folder: string;
  /** The compiled module that exports the class. */
  readonly module: string;
  /** The user's file, for messages. */
  readonly source: string;
  readonly className: string;
  readonly exportName: string;
  /** Undefined for a workflow that is run without input. */
  readonly input: unknown;
}

/** Writes a module that makes the class and runs it with the input. The debugger prints the result. */
export function writeWorkflowEntry({ folder, module, source, className, exportName, input }: WorkflowEntry): string {
  const file = join(folder, `run-${className}.mjs`);
  const name = JSON.stringify(exportName);
  const missing = JSON.stringify(`${source} exports no class ${className}.`);
  const text = [
    `import * as exported from ${JSON.stringify(pathToFileURL(module).href)};`,
    `const candidates = [exported[${name}], exported.default?.[${name}], exported.default];`,
    'const Flow = candidates.find((candidate) => typeof candidate === "function");',
    `if (Flow === undefined) throw new Error(${missing});`,
    `const run = new Flow().run(${input === undefined ? "" : JSON.stringify(input)});`,
    "try {",
    "  await run;",
    "} catch (error) {",
    "  console.error(error);",
    "  process.exitCode = 1;",
    "}",
    "",
  ];
  writeFileSync(file, text.join("\n"));
  return file;
}

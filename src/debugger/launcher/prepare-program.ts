import { compile } from "./compile.ts";
import { createCacheFolder } from "./compile-cache.ts";
import type { CompiledProgram } from "./compiled-program.ts";
import { type Analysis, findWorkflow } from "./find-workflow.ts";
import { importedFiles } from "./imported-files.ts";
import { LaunchError } from "./launch-error.ts";
import { writeWorkflowEntry } from "./workflow-entry.ts";

export interface ProgramRequest {
  /** Absolute path. */
  readonly program: string | undefined;
  /** Run this class instead of the program's own code. */
  readonly workflow: string | undefined;
  readonly input: unknown;
  readonly cwd: string;
}

/**
 * Makes what is to be debugged ready to run: the program, or a workflow class with its input.
 *
 * @throws LaunchError
 */
export async function prepareProgram(request: ProgramRequest, analysis: Analysis): Promise<CompiledProgram> {
  const { program, workflow, cwd } = request;
  if (workflow === undefined) {
    if (program === undefined) throw new LaunchError("programMissing", 'There is no "program" to run.');
    return withSources(await compile({ program, main: true }));
  }
  const found = await findWorkflow({ workflow, program, cwd }, analysis);
  const compiled = await compile({ program: found.file, main: false });
  const folder = createCacheFolder(found.file);
  const dispose = (): void => {
    compiled.dispose();
    folder.remove();
  };
  try {
    const file = writeWorkflowEntry({
      folder: folder.path,
      module: compiled.file,
      source: found.file,
      className: found.name,
      exportName: found.exported === "default" ? "default" : (found.exportName ?? found.name),
      input: request.input,
    });
    return withSources({ ...compiled, file, dispose });
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Where the compiler has not told which files take part, follows the imports. */
function withSources(compiled: CompiledProgram): CompiledProgram {
  const followed = compiled.by === "esbuild" || compiled.by === "typescript";
  return followed ? compiled : { ...compiled, sources: importedFiles(compiled.sources) };
}

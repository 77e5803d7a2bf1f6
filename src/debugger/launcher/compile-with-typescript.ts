/** For a project that has neither esbuild nor tsx: the TypeScript that Stepwright's own analysis carries. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BundleOptions } from "./compile-with-esbuild.ts";
import { LaunchError } from "./launch-error.ts";
import { packageSpecifier } from "./package-specifier.ts";

export interface Transpiled {
  readonly file: string;
  readonly sources: readonly string[];
}

/** @throws LaunchError `syntaxError` */
export async function compileWithTypeScript({ program, folder, main }: BundleOptions): Promise<Transpiled> {
  // Several megabytes, which a project with its own compiler never loads.
  const { transpileProgram } = await import("../../analysis/transpile.ts");
  const result = transpileProgram(program, {
    main,
    packageSpecifier: (specifier, importer, require) =>
      packageSpecifier({ specifier, from: dirname(importer), require }, folder.packages),
  });
  if (result.errors.length > 0) {
    throw new LaunchError("syntaxError", `The program does not compile: ${result.errors.join("\n")}`);
  }
  for (const file of result.files) {
    const path = join(folder.path, file.name);
    writeFileSync(path, `${file.code}\n//# sourceMappingURL=${encodeURIComponent(file.name)}.map\n`);
    writeFileSync(`${path}.map`, file.map);
  }
  const entry = result.files[0];
  if (entry === undefined) throw new LaunchError("compileFailed", `${program} compiled to nothing.`);
  return { file: join(folder.path, entry.name), sources: result.files.map((file) => file.source) };
}

/** Turns a program into something Node runs, by the first way that works for its project. */
import { statSync } from "node:fs";
import { extname } from "node:path";
import { createCacheFolder } from "./compile-cache.ts";
import { BundleError, compileWithEsbuild } from "./compile-with-esbuild.ts";
import { compileWithTypeScript } from "./compile-with-typescript.ts";
import type { CompiledProgram } from "./compiled-program.ts";
import { findEsbuild, findTsx } from "./find-tools.ts";
import { LaunchError } from "./launch-error.ts";

export interface CompileOptions {
  /** Absolute path of the user's file. */
  readonly program: string;
  /** Whether it is run as itself, and not imported by a generated entry. */
  readonly main: boolean;
}

/** @throws LaunchError */
export async function compile({ program, main }: CompileOptions): Promise<CompiledProgram> {
  checkProgram(program);
  if (!/^\.[cm]?tsx?$/.test(extname(program))) {
    return { file: program, by: "none", nodeArguments: [], sources: [program], dispose() {} };
  }
  const folder = createCacheFolder(program);
  try {
    const esbuild = findEsbuild(program);
    let problem: BundleError | undefined;
    if (esbuild !== undefined) {
      try {
        const bundle = await compileWithEsbuild(esbuild, { program, folder, main });
        return { ...bundle, by: "esbuild", nodeArguments: [], dispose: folder.remove };
      } catch (error) {
        if (!(error instanceof BundleError)) throw error;
        problem = error;
      }
    }
    const tsx = findTsx(program);
    if (tsx !== undefined) {
      folder.remove();
      return { file: program, by: "tsx", nodeArguments: ["--import", tsx], sources: [program], dispose() {} };
    }
    if (problem !== undefined) {
      throw new LaunchError("compileFailed", `The program does not compile: ${problem.message}`, { cause: problem });
    }
    const compiled = await compileWithTypeScript({ program, folder, main });
    return { ...compiled, by: "typescript", nodeArguments: [], dispose: folder.remove };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

function checkProgram(program: string): void {
  const stat = statSync(program, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new LaunchError(
      "programMissing",
      `The program ${program} does not exist. Correct "program" in the launch configuration, or open the file to debug and press F5.`,
    );
  }
  if (!stat.isFile()) {
    throw new LaunchError("programMissing", `The program ${program} is a folder: "program" must name a file.`);
  }
  if (!/^\.(?:[cm]?[jt]s|[jt]sx)$/.test(extname(program))) {
    throw new LaunchError(
      "programUnknownType",
      `The program ${program} is neither TypeScript nor JavaScript (.ts, .mts, .cts, .js, .mjs, .cjs).`,
    );
  }
}

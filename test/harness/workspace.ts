import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../scripts/paths.ts";

export interface Workspace {
  /** Absolute path of the folder; a temporary one. */
  readonly folder: string;
  /** Absolute path of a file in it. */
  path(file: string): string;
  /** Writes a file below the folder; returns its absolute path. */
  write(file: string, text: string): string;
  dispose(): void;
}

export interface WorkspaceOptions {
  /** Folder to start from, relative to the repository's root, such as `examples`. */
  readonly from?: string;
  /** Files to write, by path below the folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** False: a folder in which `stepwright` is not installed. */
  readonly stepwright?: boolean;
}

/** Packages that a workspace gets besides `stepwright`: its peer, and what the examples use. */
const linked = ["zod", "@orama/orama", "tsx"];

/**
 * A temporary folder as a user would have it: own files and, in `node_modules`, the built `stepwright` (copied, as npm
 * installs it; build before) with its peer zod.
 */
export function createWorkspace(options: WorkspaceOptions = {}): Workspace {
  // Real path: macOS's temporary folder is behind a link, and the debugger reports real paths.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "stepwright-workspace-")));
  const path = (file: string): string => join(folder, file);
  const write = (file: string, text: string): string => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), text);
    return path(file);
  };
  if (options.from) {
    cpSync(join(root, options.from), folder, { recursive: true, filter: (file) => !file.includes("node_modules") });
  }
  if (!existsSync(path("package.json"))) {
    write("package.json", JSON.stringify({ name: "workspace", private: true, type: "module" }));
  }
  for (const [file, text] of Object.entries(options.files ?? {})) write(file, text);
  if (options.stepwright !== false) installStepwright(folder);
  return { folder, path, write, dispose: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

function installStepwright(folder: string): void {
  const modules = join(folder, "node_modules");
  const target = join(modules, "stepwright");
  mkdirSync(target, { recursive: true });
  cpSync(join(root, "package.json"), join(target, "package.json"));
  const runtime = join(root, "dist", "runtime");
  if (existsSync(runtime)) cpSync(runtime, join(target, "dist", "runtime"), { recursive: true });
  const debug = join("dist", "debugger", "debug.js");
  if (existsSync(join(root, debug))) cpSync(join(root, debug), join(target, debug));
  for (const name of linked) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  }
}

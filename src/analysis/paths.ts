import { normalize, resolve } from "node:path";

/** An absolute path as the compiler writes it: with slashes, on Windows too. */
export function compilerPath(path: string): string {
  const absolute = resolve(path);
  return process.platform === "win32" ? absolute.replaceAll("\\", "/") : absolute;
}

/** A path of the compiler's as the system writes it: what editors and debuggers compare. */
export function systemPath(path: string): string {
  return process.platform === "win32" ? normalize(path) : path;
}

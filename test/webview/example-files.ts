/** The workflow files of the examples. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../scripts/paths.ts";

const folder = join(root, "examples");

export const exampleFiles: readonly { readonly name: string; readonly path: string }[] = readdirSync(folder, {
  recursive: true,
  encoding: "utf8",
})
  .filter((file) => file.endsWith("-flow.ts") && !file.includes("node_modules"))
  .sort()
  .map((file) => ({ name: basename(file, ".ts"), path: join(folder, file) }));

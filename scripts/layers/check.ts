/**
 * Checks the rules of `rules.ts` over `src/`, which a linter's rules about import texts cannot express: they know
 * neither what a relative path leads to nor whether only types are imported.
 *
 *     node --import tsx scripts/layers/check.ts [ROOT]
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { posix } from "node:path/posix";
import { pathToFileURL } from "node:url";
import { root } from "../paths.ts";
import { type Import, importsOf } from "./imports.ts";
import { type Layer, layers } from "./rules.ts";

/** What is wrong, as `file:line message` each. `folder` is a tree with `src/` in it. */
export function checkLayers(folder: string): readonly string[] {
  return readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
    .map((file) => `src/${file.replaceAll("\\", "/")}`)
    .filter((file) => /\.[cm]?tsx?$/.test(file))
    .sort()
    .flatMap((file) =>
      importsOf(file, readFileSync(join(folder, file), "utf8")).flatMap((it) => {
        const wrong = judge(file, it);
        return wrong ? [`${file}:${it.line} ${wrong}`] : [];
      }),
    );
}

function layerOf(file: string): Layer | undefined {
  return layers
    .filter((layer) => isBelow(file, layer.folder))
    .sort((a, b) => b.folder.length - a.folder.length)
    .at(0);
}

function isBelow(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

function judge(file: string, { specifier, typeOnly }: Import): string | undefined {
  const layer = layerOf(file);
  if (!layer) return `belongs to no layer: add its folder to scripts/layers/rules.ts`;
  return specifier.startsWith(".")
    ? judgeFile(layer, posix.join(dirname(file), specifier), typeOnly)
    : judgePackage(layer, specifier, typeOnly);
}

function judgeFile(layer: Layer, target: string, typeOnly: boolean): string | undefined {
  const other = layerOf(target);
  if (!other) return `${layer.folder} may not import ${target}, which is outside the layers`;
  if (other === layer || layer.values.some((folder) => isBelow(target, folder))) return undefined;
  const types = layer.types.some((folder) => isBelow(target, folder));
  if (types && typeOnly) return undefined;
  if (types) return `${layer.folder} may import only types of ${other.folder}: write \`import type\``;
  return `${layer.folder} may not import ${other.folder} (${target})`;
}

function judgePackage(layer: Layer, specifier: string, typeOnly: boolean): string | undefined {
  const allowed = layer.packages.some((name) =>
    name.endsWith(":") ? specifier.startsWith(name) : specifier === name || specifier.startsWith(`${name}/`),
  );
  // Types of a package leave nothing behind, but these three would tie a layer to a host that it must not know.
  const host = specifier === "vscode" || specifier === "ts-morph" || specifier.startsWith("node:");
  if (allowed || (typeOnly && !host)) return undefined;
  return `${layer.folder} may not import ${specifier}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const wrong = checkLayers(resolve(process.argv[2] ?? root));
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exitCode = 1;
}

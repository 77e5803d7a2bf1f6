import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import { root } from "./paths.ts";

/** The licence texts of all packages whose code is in the bundles, as one text. */
export function thirdPartyNotices(metafiles: readonly Metafile[]): string {
  const folders = new Set<string>();
  for (const metafile of metafiles) {
    for (const input of Object.keys(metafile.inputs)) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder) folders.add(folder);
    }
  }
  const parts = [...folders].sort().map(notice);
  return ["The bundles in this folder contain code of these packages.", ...parts].join(`\n\n${"-".repeat(80)}\n`);
}

function notice(folder: string): string {
  const path = join(root, folder);
  const manifest: unknown = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const { name, version, license } = manifest as { name?: string; version?: string; license?: string };
  const texts = readdirSync(path).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (!name || (!license && texts.length === 0)) throw new Error(`${folder} has no licence: it cannot be shipped`);
  const body = texts
    .map((file) => join(path, file))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "utf8").trim());
  return [`${name} ${version ?? ""} (${license ?? "see below"})`, ...body].join("\n\n");
}

/**
 * Builds everything that is shipped into `dist/`:
 *
 * | output | what | from |
 * |---|---|---|
 * | dist/runtime/index.js, .d.ts | the library (`import … from "stepwright"`); zod stays a peer | src/runtime/index.ts |
 * | dist/runtime/testing/index.js | `import … from "stepwright/testing"` | src/runtime/testing/index.ts |
 * | dist/runtime/node/index.js | `import … from "stepwright/node"` | src/runtime/node/index.ts |
 * | dist/debugger/main.js | the debug adapter, DAP on stdio | src/debugger/adapter/main.ts |
 * | dist/debugger/probe.js | preloaded into the debugged program with `--import`: one small file | src/debugger/probe/main.ts |
 * | dist/debugger/debug.js | `node --import stepwright/debug`: lets a debugger attach | src/debugger/probe/debug.ts |
 * | dist/debugger/record.js | `import "stepwright/record"`: records a program without a debugger | src/debugger/recording/main.ts |
 * | dist/analysis/worker.js | the extension's analysis worker | src/analysis/worker.ts |
 * | dist/cli/main.js | the program `stepwright` | src/cli/main.ts |
 * | dist/extension/main.cjs | the extension | src/extension/main.ts |
 * | dist/extension/layout-worker.cjs | the graph view's layout, a worker thread | src/extension/graph/layout-worker.ts |
 * | dist/extension/webview/main.js, .css | the graph view's browser side | src/extension/webview/main.ts |
 *
 *     npm run build
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { runCommand } from "./command.ts";
import { leanTypeScript } from "./lean-typescript.ts";
import { thirdPartyNotices } from "./licenses.ts";
import { dist, root } from "./paths.ts";

/** What CommonJS packages expect to find, given to them in an ES module. */
const commonJsBanner = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { dirname as __pathDirname } from "node:path";',
  'import { fileURLToPath as __fileURLToPath } from "node:url";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __fileURLToPath(import.meta.url);",
  "const __dirname = __pathDirname(__filename);",
].join("\n");

const common = {
  absWorkingDir: root,
  bundle: true,
  metafile: true,
  logLevel: "warning",
  legalComments: "inline",
  target: "es2022",
  outdir: dist,
} satisfies BuildOptions;

const nodeModules = { ...common, platform: "node", format: "esm", target: "node20.19" } satisfies BuildOptions;

/** One esbuild run. `entryPoints` maps an output (below dist/, without extension) to its source. */
type Bundle = Omit<BuildOptions, "entryPoints"> & { readonly entryPoints: Readonly<Record<string, string>> };

const bundles: readonly Bundle[] = [
  {
    ...nodeModules,
    // No platform: only `stepwright/node` needs Node (scripts/layers checks that).
    platform: "neutral",
    entryPoints: {
      "runtime/index": "src/runtime/index.ts",
      "runtime/testing/index": "src/runtime/testing/index.ts",
      "runtime/node/index": "src/runtime/node/index.ts",
    },
    // What the entries share must exist once: an event read by one is an instance for the other.
    splitting: true,
    chunkNames: "runtime/chunks/[name]-[hash]",
    external: ["zod", "node:*"],
    sourcemap: true,
    sourcesContent: true,
  },
  {
    ...nodeModules,
    entryPoints: {
      "debugger/main": "src/debugger/adapter/main.ts",
      "analysis/worker": "src/analysis/worker.ts",
      "cli/main": "src/cli/main.ts",
    },
    // The compiler is several megabytes: it is loaded only by those who analyse.
    plugins: [leanTypeScript],
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    assetNames: "analysis/[name]-[hash]",
    banner: { js: commonJsBanner },
    // esbuild is a native program beside its JavaScript; it is used where the user's project has it.
    external: ["esbuild"],
  },
  {
    ...nodeModules,
    entryPoints: {
      "debugger/probe": "src/debugger/probe/main.ts",
      "debugger/debug": "src/debugger/probe/debug.ts",
      "debugger/record": "src/debugger/recording/main.ts",
    },
    banner: { js: commonJsBanner },
  },
  {
    ...nodeModules,
    format: "cjs",
    entryPoints: {
      "extension/main": "src/extension/main.ts",
      "extension/layout-worker": "src/extension/graph/layout-worker.ts",
    },
    outExtension: { ".js": ".cjs" },
    external: ["vscode"],
  },
  {
    ...common,
    platform: "browser",
    format: "iife",
    entryPoints: { "extension/webview/main": "src/extension/webview/main.ts" },
  },
];

async function buildBundle(bundle: Bundle): Promise<Metafile | undefined> {
  const entries = Object.entries(bundle.entryPoints);
  const present = entries.filter(([, source]) => existsSync(join(root, source)));
  for (const entry of entries) {
    if (!present.includes(entry)) console.log(`dist/${entry[0]} is not built: ${entry[1]} does not exist`);
  }
  if (present.length === 0) return undefined;
  const result = await build({ ...bundle, entryPoints: Object.fromEntries(present) });
  return result.metafile;
}

/** Writes the library's declarations; returns the files (relative to the root). */
async function emitDeclarations(): Promise<readonly string[]> {
  if (!existsSync(join(root, "src/runtime/index.ts"))) return [];
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  await runCommand(process.execPath, [compiler, "-p", "tsconfig.types.json"], { cwd: root });
  return readdirSync(join(root, "src/runtime"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join("dist/runtime", file.replace(/\.ts$/, ".d.ts")));
}

/**
 * Outputs are replaced in place and what is left over is deleted at the end, so that a program that runs from `dist/`
 * while it is built finds every file.
 */
function deleteStale(kept: ReadonlySet<string>): void {
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    const path = join(dist, file);
    if (statSync(path).isFile() && !kept.has(path)) rmSync(path);
  }
}

const started = performance.now();
mkdirSync(dist, { recursive: true });
const notices = join(dist, "THIRD-PARTY-NOTICES.txt");
const [declarations, ...built] = await Promise.allSettled([emitDeclarations(), ...bundles.map(buildBundle)]);
const failures = [declarations, ...built].filter((result) => result.status === "rejected");
if (failures.length > 0) {
  // esbuild has printed its own errors by now.
  for (const { reason } of failures) console.error(reason instanceof Error ? reason.message : reason);
  console.error("the build failed");
  process.exit(1);
}
const metafiles = built.flatMap((result) => (result.status === "fulfilled" && result.value ? [result.value] : []));
writeFileSync(notices, thirdPartyNotices(metafiles));
const outputs = [
  ...metafiles.flatMap((metafile) => Object.keys(metafile.outputs)),
  ...(declarations.status === "fulfilled" ? declarations.value : []),
];
// It is imported for what it does.
const debugDeclaration = join(dist, "debugger", "debug.d.ts");
writeFileSync(debugDeclaration, "export {};\n");
deleteStale(new Set([notices, debugDeclaration, ...outputs.map((file) => join(root, file))]));
const program = join(dist, "cli", "main.js");
if (existsSync(program)) chmodSync(program, 0o755);
console.log(`built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s`);

/** The libraries that the graph's are compared with: installed beside the repository, for the length of the bench. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PEERS = {
  "@dagrejs/dagre": "3.1.3",
  "@hpcc-js/wasm-graphviz": "1.29.2",
  "@xyflow/react": "12.12.1",
  react: "19.3.1",
  "react-dom": "19.3.1",
} as const;

export type PeerName = keyof typeof PEERS;

export interface Peers {
  /** Its node_modules, for a bundler. */
  readonly modules: string;
  title(name: PeerName): string;
  import(name: PeerName): Promise<unknown>;
  remove(): void;
}

export function installPeers(): Peers {
  const folder = mkdtempSync(join(tmpdir(), "stepwright-peers-"));
  const wanted = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
  const npm = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, ...wanted], {
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) throw new Error(`npm could not install ${wanted.join(", ")}: the comparison needs them.`);
  const modules = join(folder, "node_modules");
  return {
    modules,
    title: (name) => `${name} ${PEERS[name]}`,
    import: async (name) => {
      const { exports, main, module } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
      const entry = module ?? exports?.["."]?.default ?? main;
      return await import(pathToFileURL(join(modules, name, entry)).href);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

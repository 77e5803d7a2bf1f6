/** Who may import what below `src/`; arrows run one way, and `check.ts` enforces it. */

export interface Layer {
  /** Folder below the root; the longest that fits a file is the file's layer. */
  readonly folder: string;
  /** Folders of other layers from which values may be imported. */
  readonly values: readonly string[];
  /** Folders of other layers from which only types may be imported. */
  readonly types: readonly string[];
  /** Packages whose values may be imported. `node:` stands for all of Node's own modules. */
  readonly packages: readonly string[];
}

const protocol = "src/debugger/protocol";

export const layers: readonly Layer[] = [
  // The core of the runtime runs wherever JavaScript does.
  { folder: "src/runtime", values: [], types: [], packages: ["zod"] },
  { folder: "src/runtime/node", values: ["src/runtime"], types: [], packages: ["zod", "node:"] },
  { folder: "src/analysis", values: [], types: [], packages: ["ts-morph", "@ts-morph/common", "zod", "node:"] },
  // The picture of a graph: what the webview and the command line draw.
  { folder: "src/picture", values: [], types: ["src/analysis"], packages: ["elkjs", "zod"] },
  { folder: protocol, values: [], types: ["src/runtime", "src/analysis"], packages: ["zod", "node:"] },
  {
    folder: "src/debugger/launcher",
    // A project without a compiler is compiled by the TypeScript that analysis carries.
    values: [protocol, "src/analysis"],
    types: ["src/runtime"],
    packages: ["zod", "node:", "esbuild", "ws"],
  },
  {
    folder: "src/debugger/adapter",
    values: [protocol, "src/debugger/launcher", "src/debugger/recording", "src/debugger/replay", "src/analysis"],
    types: ["src/runtime"],
    packages: ["@vscode/debugadapter", "@vscode/debugprotocol", "zod", "node:", "ws"],
  },
  // Writes inside the user's program, reads anywhere: a recording needs no runtime.
  { folder: "src/debugger/recording", values: [protocol], types: ["src/runtime"], packages: ["zod", "node:"] },
  // The probe over a recording: the same stack, scopes and variables, without a process.
  {
    folder: "src/debugger/replay",
    values: [protocol, "src/debugger/recording", "src/debugger/probe"],
    types: ["src/runtime"],
    packages: ["zod", "node:"],
  },
  // It runs inside the user's program, which has its own copy of the runtime.
  {
    folder: "src/debugger/probe",
    values: [protocol, "src/debugger/recording"],
    types: ["src/runtime"],
    packages: ["zod", "node:"],
  },
  {
    folder: "src/extension",
    values: [protocol, "src/analysis", "src/picture"],
    types: ["src/runtime"],
    packages: ["vscode", "@vscode/debugprotocol", "elkjs", "jsonc-parser", "ws", "zod", "node:"],
  },
  // Browser code: it shares messages with the extension, and nothing that needs the extension host.
  {
    folder: "src/extension/webview",
    values: ["src/extension/graph", "src/picture", protocol],
    types: ["src/analysis"],
    packages: ["zod"],
  },
  {
    folder: "src/cli",
    values: ["src/runtime", "src/analysis", "src/debugger", "src/picture"],
    types: [],
    packages: ["elkjs", "zod", "node:"],
  },
];

import type { Command } from "./command.ts";

/** Every command by its name, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = {
  graph: {
    usage: "PATH [--workflow NAME] [--format json|mermaid|svg|dot]",
    summary: "Print the graph of the workflows a file or a folder declares",
    load: async () => (await import("./graph.ts")).graph,
  },
  check: {
    usage: "[PATH …] [--format text|json|sarif|github] [--strict]",
    summary: "Say what will not work in the workflows of files and folders",
    load: async () => (await import("./check.ts")).check,
  },
  run: {
    usage: "FILE [--workflow NAME] [--input JSON] [--record FILE]",
    summary: "Run a workflow; questions are answered on stdin, the result goes to stdout",
    load: async () => (await import("./run.ts")).run,
  },
  replay: {
    usage: "FILE [--json]",
    summary: "Print what a recording says: each event, where it went, and what changed",
    load: async () => (await import("./replay.ts")).replay,
  },
  debug: {
    usage: "",
    summary: "Serve the Debug Adapter Protocol on stdin and stdout, for an editor",
    load: async () => (await import("./debug.ts")).debug,
  },
};

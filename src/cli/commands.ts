import type { Command } from "./command.ts";

/** Every command by its name, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = {
  graph: {
    usage: "FILE [--workflow NAME] [--format json|mermaid]",
    summary: "Print the graph of the workflows a file declares",
    load: async () => (await import("./graph.ts")).graph,
  },
};

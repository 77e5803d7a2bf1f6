/** The example that `npm start -- --check` runs, below examples/. It ends by itself and needs no key. */
export const checkedExample = "branching/branching-flow.ts";

/** The line with the workflow's result, of what the Debug Console shows. */
export function resultIn(output: string): string | undefined {
  return output.split("\n").find((line) => /^(creative|factual) query: /.test(line));
}

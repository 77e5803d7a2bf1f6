/** The example that `npm start -- --check` runs, below examples/. It ends by itself and needs no key. */
export const checkedExample = "branching/branching-flow.ts";

/** What the program prints once its workflow has completed, of what the Debug Console shows; undefined before. */
export function resultIn(output: string): string | undefined {
  const result = /\bcompleted$(.*)/ms.exec(output)?.[1]?.trim();
  return result === "" ? undefined : result;
}

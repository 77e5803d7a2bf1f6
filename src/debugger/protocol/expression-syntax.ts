import { Script } from "node:vm";

/** What is wrong with a text that is no JavaScript expression; undefined where it is one. */
export function syntaxProblem(text: string): SyntaxError | undefined {
  const problem = thrownBy(() => new Function(`return (${text}\n);`));
  // That one may tell of what is around the text: of a parenthesis that nobody typed.
  return problem && (thrownBy(() => new Script(text)) ?? problem);
}

function thrownBy(compile: () => unknown): SyntaxError | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

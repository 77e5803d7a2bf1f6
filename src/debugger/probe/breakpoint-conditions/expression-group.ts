import { type Compile, namesIn, type Scope } from "../scope.ts";

/** Called with the index of each expression that is true, or with what it threw. */
type Report = (index: number, thrown?: { readonly error: unknown }) => void;

/**
 * Many expressions in one compiled function: a hundred conditions that are false then cost a hundred comparisons, not a
 * hundred calls. Each was compiled alone before, so each is an expression. `undefined` stands for one that is always true.
 */
export function compileGroup(
  expressions: readonly (string | undefined)[],
  compile?: Compile,
): (scope: Scope, report: Report) => void {
  if (compile !== undefined)
    return oneByOne(expressions.map((text) => (text === undefined ? undefined : compile(text))));
  const tests = expressions.map((text, index) =>
    text === undefined
      ? `report$(${index});`
      : `try { if (${text}\n) report$(${index}); } catch (error$) { report$(${index}, { error: error$ }); }`,
  );
  const names = namesIn(expressions.join("\n"));
  const body = `const { ${names.join(", ")} } = scope$;\n${tests.join("\n")}`;
  const run = new Function("scope$", "report$", body) as (this: object, scope: Scope, report: Report) => void;
  return (scope, report) => run.call(scope.self, scope, report);
}

function oneByOne(tests: readonly (((scope: Scope) => unknown) | undefined)[]): (scope: Scope, report: Report) => void {
  return (scope, report) => {
    for (const [index, test] of tests.entries()) {
      try {
        if (test === undefined || test(scope)) report(index);
      } catch (error) {
        report(index, { error });
      }
    }
  };
}

import type { DebugProtocol } from "@vscode/debugprotocol";
import { syntaxProblem } from "../protocol/expression-syntax.ts";
import { type ExceptionFilter, exceptionFilter, type ProbeRequests } from "../protocol/probe.ts";

const CONDITION = "A condition over event, state, step, run and error, e.g. state.attempts > 2";

/** The exception breakpoints that an editor offers. */
export const EXCEPTION_FILTERS: readonly (DebugProtocol.ExceptionBreakpointsFilter & { filter: ExceptionFilter })[] = [
  {
    filter: "stepFailed",
    label: "Step failed",
    description: "A step threw, and no attempt is left.",
    default: true,
  },
  { filter: "stepWillRetry", label: "Step failed, will retry", description: "A step threw and will be tried again." },
  { filter: "runFailed", label: "Run failed", description: "A workflow run ends with an error." },
  { filter: "timedOut", label: "Run timed out", description: "A workflow run ends since its time is over." },
  {
    filter: "unhandledEvent",
    label: "Unhandled event",
    description: "An event that no step takes and nobody waits for.",
  },
  { filter: "inputRequired", label: "Input required", description: "A workflow asks a person." },
].map((filter) => ({
  ...filter,
  filter: exceptionFilter.parse(filter.filter),
  supportsCondition: true,
  conditionDescription: CONDITION,
}));

type Specs = ProbeRequests["configure"]["arguments"]["exceptions"];

/** What a client has switched on, and the answer to it: one breakpoint each; unknown ones, and those whose condition does not parse, are unverified. */
export function readExceptionBreakpoints(args: DebugProtocol.SetExceptionBreakpointsArguments): {
  specs: Specs;
  breakpoints: DebugProtocol.Breakpoint[];
} {
  const wanted: { filter: string; condition?: string | undefined }[] = [
    ...args.filters.map((filter) => ({ filter })),
    ...(args.filterOptions ?? []).map(({ filterId, condition }) => ({ filter: filterId, condition })),
  ];
  const specs: Specs = [];
  const breakpoints = wanted.map(({ filter, condition }): DebugProtocol.Breakpoint => {
    const known = exceptionFilter.safeParse(filter);
    if (!known.success) {
      const names = exceptionFilter.options.join(", ");
      return { verified: false, message: `There is no exception filter "${filter}"; there are ${names}.` };
    }
    const text = condition?.trim();
    if (text === undefined || text === "") {
      specs.push({ filter: known.data });
      return { verified: true };
    }
    specs.push({ filter: known.data, condition: text });
    const problem = problemOf(text);
    return problem === undefined ? { verified: true } : { verified: false, message: problem };
  });
  return { specs, breakpoints };
}

/** Of exception breakpoints only the answer has room for it: there is no event that VS Code would hear later. */
function problemOf(condition: string): string | undefined {
  const problem = syntaxProblem(condition);
  return problem && `The condition "${condition}" is not an expression: ${problem.message}`;
}

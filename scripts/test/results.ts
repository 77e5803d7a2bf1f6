/** One line of JSON per test, written while the tests run, so that a crash loses nothing. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";

export interface TestResult {
  /** Titles of the suites and of the test, joined. */
  readonly title: string;
  readonly state: "passed" | "failed" | "skipped";
  /** Message and stack of a failure. */
  readonly error?: string;
  /** Milliseconds. */
  readonly duration?: number;
}

/** All lines of a results file; `complete` is false when the run did not reach its end. */
export interface SuiteResults {
  readonly tests: readonly TestResult[];
  readonly complete: boolean;
}

interface TestLike {
  readonly duration?: number | undefined;
  fullTitle(): string;
}

/** Appends one test's outcome; `end` marks that the run came to its end. */
export function appendResult(
  file: string,
  test: TestLike | undefined,
  state: TestResult["state"] | "end",
  error?: unknown,
): void {
  const line = {
    title: test?.fullTitle() ?? "",
    state,
    ...(test?.duration === undefined ? {} : { duration: test.duration }),
    ...(error === undefined ? {} : { error: describe(error) }),
  };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? "";
  return stack.includes(error.message) ? stack : `${error.message}\n${stack}`;
}

export function readResults(file: string): SuiteResults {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  const all = lines.map(
    (line) => JSON.parse(line) as Omit<TestResult, "state"> & { state: TestResult["state"] | "end" },
  );
  const tests = all.flatMap(({ state, ...rest }) => (state === "end" ? [] : [{ ...rest, state }]));
  return { tests, complete: all.at(-1)?.state === "end" };
}

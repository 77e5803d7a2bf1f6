/** Mocha's usual output, and a line of JSON for each test into the file `--reporter-option results=FILE`. */
import Mocha from "mocha";
import { appendResult } from "./results.ts";

export default class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file: unknown = options.reporterOptions?.results;
    if (typeof file !== "string") throw new Error("--reporter-option results=FILE is missing");
    runner.on("pass", (test) => appendResult(file, test, "passed"));
    runner.on("fail", (test, error) => appendResult(file, test, "failed", error));
    runner.on("pending", (test) => appendResult(file, test, "skipped"));
    runner.on("end", () => appendResult(file, undefined, "end"));
  }
}

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.ts";
import { ensureNode } from "../vscode/node-version.ts";

/** One program that is run for its outcome. */
export interface Suite {
  readonly name: string;
  /** Minutes after which it and everything it started is ended. */
  readonly limit: number;
  /** Suites that need this one to run first, also when only they are asked for; `all` of them for the build. */
  readonly neededBy?: "all" | readonly string[];
  /**
   * How it shares the machine with one other that does: `window`, which drives a window of VS Code, or `background`, which
   * yields to that. Otherwise it runs alone.
   */
  readonly beside?: "window" | "background";
  /** `command`: one test that passes with exit code 0. `results`: writes results.ts's lines into the file it is given. */
  readonly kind: "command" | "results";
  /** What to run; prepares what it needs. A rejection is the suite's failure, and its message names the way out. */
  command(results: string): Promise<Command>;
  /** The same with only the tests that a pattern matches: where windows of other programs are driven, a failure there is tried once more. */
  again?(pattern: string): Suite;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface SuiteOptions {
  /** Run only tests whose title has this text. */
  readonly grep: string | undefined;
  /** Run the suites that depend on Node's version once more on Node 24. */
  readonly node24: boolean;
}

/** These need their own way of running; every other folder of test/ is a mocha suite in a process of its own. */
const special = new Set(["harness", "vscode", "ui", "fixtures"]);

/** These begin first, so that at the end none of them runs while nothing is left to run beside it. */
const longest = ["dap", "webview", "runtime", "probe"];

/** Suites that are run again on Node 24. */
const onBothNodes = ["runtime", "dap"];

export function allSuites(options: SuiteOptions): readonly Suite[] {
  const areas = readdirSync(join(root, "test"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !special.has(entry.name))
    .map((entry) => entry.name)
    .filter((name) => testFiles(name).length > 0)
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const again = options.node24 ? areas.filter((name) => onBothNodes.includes(name)) : [];
  const suiteOf = (name: string): Suite => mochaSuite(name, testFiles(name), options);
  return [
    command("lint", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]),
    command("layers check", ["--import", "tsx", "scripts/layers/check.ts"]),
    command("typecheck", [bin("typescript/bin/tsc"), "--noEmit"]),
    command("typecheck browser code", [bin("typescript/bin/tsc"), "--noEmit", "-p", "tsconfig.browser.json"]),
    { ...command("build", ["--import", "tsx", "scripts/build.ts"]), neededBy: "all" },
    ...(process.platform === "win32" ? [] : [installation]),
    // Windows mostly wait: what runs beside them fills the time.
    twice(uiSuite, options),
    ...areas.slice(0, 1).map(suiteOf),
    twice(extensionHostSuite, options),
    ...again.map((name) => onNode24(mochaSuite(name, testFiles(name).filter(dependsOnNode), options))),
    ...areas.slice(1).map(suiteOf),
  ];
}

function rank(area: string): number {
  return longest.includes(area) ? longest.indexOf(area) : longest.length;
}

/** VS Code and a browser for the tests: some minutes on the first run, which no test's time limit should count. */
const installation: Suite = {
  ...command("VS Code", ["--import", "tsx", "scripts/vscode/install.ts"]),
  limit: 15,
  neededBy: ["grammar", "package", "webview", "vscode", "ui"],
};

function bin(path: string): string {
  return join("node_modules", path);
}

function testFiles(area: string): readonly string[] {
  const folder = join("test", area);
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.test\.tsx?$/.test(file) && !file.includes("node_modules"))
    .sort()
    .map((file) => join(folder, file));
}

/** Tests of the library, and of how a program is compiled, started, watched and ended. The rest is the same on every Node. */
const ofNode =
  /runtime\/(?!crash\/)|dap\/(attach|child-processes|compile|end|faults-of-programs|javascript-child|launch|layouts|output|terminal)\.test\.ts$/;

function dependsOnNode(file: string): boolean {
  return ofNode.test(file.replaceAll("\\", "/"));
}

/** The harness's own tests are of both kinds. */
function isWindowTest(file: string): boolean {
  return !file.endsWith("host.test.ts");
}

function command(name: string, args: readonly string[]): Suite {
  return { name, limit: 5, kind: "command", command: async () => ({ program: process.execPath, args }) };
}

function mochaSuite(name: string, files: readonly string[], { grep }: SuiteOptions): Suite {
  const args = [bin("mocha/bin/mocha.js"), "--forbid-only", "--reporter", join(root, "scripts/test/reporter.ts")];
  if (grep !== undefined) args.push("--grep", grep);
  return {
    name,
    limit: 30,
    kind: "results",
    beside: "background",
    command: async (results) => ({
      program: process.execPath,
      args: [...args, "--reporter-option", `results=${results}`, ...files],
    }),
  };
}

/** A window has a mind of its own: what fails there is told, and tried once more. */
function twice(make: (options: SuiteOptions) => Suite, options: SuiteOptions): Suite {
  return { ...make(options), again: (grep) => make({ ...options, grep }) };
}

function uiSuite(options: SuiteOptions): Suite {
  return {
    ...mochaSuite("ui", [...testFiles("harness"), ...testFiles("ui")].filter(isWindowTest), options),
    limit: 15,
    beside: "window",
  };
}

/** In VS Code in the browser where that runs, else in the desktop program. */
function extensionHostSuite({ grep }: SuiteOptions): Suite {
  const runner = process.platform === "win32" ? "electron.ts" : "run.ts";
  const files = [...testFiles("harness"), ...testFiles("vscode")].filter(
    (file) => !file.startsWith(join("test", "harness")) || !isWindowTest(file),
  );
  const args = ["--import", "tsx", join("test/harness/extension-host", runner), ...(grep ? ["--grep", grep] : [])];
  return {
    name: "vscode",
    limit: 15,
    kind: "results",
    beside: "window",
    command: async (results) => ({ program: process.execPath, args: [...args, "--results", results, ...files] }),
  };
}

function onNode24(suite: Suite): Suite {
  return {
    ...suite,
    name: `${suite.name} (Node 24)`,
    async command(results) {
      const [{ args }, node] = await Promise.all([suite.command(results), ensureNode(24)]);
      return { program: node.binary, args, env: node.env };
    },
  };
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as library from "stepwright";
import { SEVERITIES } from "../../src/analysis/diagnostics/diagnostic.ts";
import { SCOPE_NAMES } from "../../src/debugger/probe/scope.ts";
import { DapSession } from "../dap/dap-session.ts";
import { readPages, root } from "./pages.ts";

/** Tables of the documentation that list names hold exactly the names there are. */
describe("the documentation's reference tables", () => {
  const pages = new Map(readPages().map(({ path, text }) => [path, text]));

  /** The first cells of the table below a heading: of the first one, or of the one with that first column. */
  function rows(path: string, heading: string, column?: string): string[] {
    const below = (pages.get(path) ?? "").split(new RegExp(`^#+ ${heading}$`, "m"))[1];
    assert.ok(below, `${path} has no heading "${heading}"`);
    const tables = [...below.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => table);
    const table = tables.find((one) => column === undefined || one.startsWith(`| \`${column}\``)) ?? "";
    const [, ...cells] = [...table.matchAll(/^\| ?(.*?) ?\|/gm)].map((match) => match[1] ?? "");
    return cells.filter((cell) => !/^[-\s]*$/.test(cell)).map((cell) => cell.replaceAll("`", ""));
  }

  /** The names that an error lists behind "Options:". */
  function options(fail: () => unknown): string[] {
    try {
      fail();
    } catch (error) {
      return /Options: (.*)\.$/.exec(String(error))?.[1]?.split(", ").toSorted() ?? [];
    }
    return assert.fail("an unknown option was accepted");
  }

  it("has every option of a workflow", () => {
    const known = options(() => new library.Workflow({ unknown: 1 } as library.WorkflowOptions));
    assert.deepEqual(rows("docs/running-and-streaming.md", "Options of a workflow").toSorted(), known);
  });

  it("has every option of a step", () => {
    const known = options(() => {
      class Wrong extends library.Workflow {
        @library.step(library.StartEvent, { unknown: 1 } as library.StepOptions)
        begin(): library.StopEvent {
          return new library.StopEvent();
        }
      }
      return Wrong;
    });
    assert.deepEqual(rows("docs/steps.md", "Options").toSorted(), known);
  });

  it("has every error class", () => {
    const classes = Object.entries(library)
      .filter(([, value]) => typeof value === "function" && value.prototype instanceof library.WorkflowError)
      .map(([name]) => name);
    assert.deepEqual(rows("docs/errors-and-retries.md", "The errors of the library").toSorted(), classes.toSorted());
  });

  it("has every kind of tick that a journal may hold", () => {
    const source = readFileSync(join(root, "src/runtime/engine/tick.ts"), "utf8");
    const kinds = [...source.matchAll(/readonly kind: "(\w+)"/g)].map((match) => match[1] ?? "");
    const documented = rows("docs/journal.md", "Ticks", "kind").flatMap((row) => row.split(", "));
    assert.deepEqual(documented.toSorted(), kinds.filter((kind) => kind !== "broken").toSorted());
  });

  it("has every rule of stepwright check, under its severity", () => {
    const page = pages.get("docs/diagnostics.md") ?? "";
    const documented = [...page.matchAll(/^## (\w+)$([\s\S]*?)(?=^## |$(?![\s\S]))/gm)].flatMap(
      ([, group = "", rules = ""]) =>
        [...rules.matchAll(/^### (\S+)$/gm)].map(([, rule = ""]) => `${group.toLowerCase().replace(/s$/, "")} ${rule}`),
    );
    const known = Object.entries(SEVERITIES).map(
      ([rule, severity]) => `${severity === "info" ? "note" : severity} ${rule}`,
    );
    assert.deepEqual(documented.toSorted(), known.toSorted());
  });

  it("has every name that conditions see", () => {
    assert.deepEqual(rows("docs/breakpoints-and-console.md", "Conditions").toSorted(), [...SCOPE_NAMES].toSorted());
  });

  describe("of the debugger", () => {
    let session: DapSession;

    before(async () => {
      const program = join(root, "examples/branching/branching-flow.ts");
      session = await DapSession.launch({ program, cwd: root }, { functions: ["Classified"] });
      await session.stopped();
    });

    after(() => session.close());

    it("has every command of the console", async () => {
      const { result } = await session.evaluate("help", "repl");
      const commands = result.split("\n").map((line) => line.split(" ")[0] ?? "");
      const documented = rows("docs/breakpoints-and-console.md", "The console").map((row) => row.split(" ")[0] ?? "");
      assert.deepEqual(
        [...new Set(documented)].toSorted(),
        commands.filter((command) => !command.startsWith("<")).toSorted(),
      );
    });

    it("has every failure to stop at", () => {
      const labels = session.capabilities.exceptionBreakpointFilters?.map(({ label }) => label) ?? [];
      assert.deepEqual(rows("docs/debugging.md", "Stop at failures").toSorted(), labels.toSorted());
    });
  });
});

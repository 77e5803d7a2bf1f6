import assert from "node:assert/strict";
import { join } from "node:path";
import * as library from "stepwright";
import { DapSession } from "../dap/dap-session.ts";
import { readPages, root } from "./pages.ts";

/** Tables of the documentation that list names hold exactly the names there are. */
describe("the documentation's reference tables", () => {
  const pages = new Map(readPages().map(({ path, text }) => [path, text]));

  /** The first cells of the table below a heading. */
  function rows(path: string, heading: string): string[] {
    const below = (pages.get(path) ?? "").split(new RegExp(`^#+ ${heading}$`, "m"))[1];
    assert.ok(below, `${path} has no heading "${heading}"`);
    const table = /(?:^\|.*\n)+/m.exec(below)?.[0] ?? "";
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

import assert from "node:assert/strict";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { Sandbox } from "./sandbox.ts";

const EVENTS = `import { Event, StartEvent } from "stepwright";
import { z } from "zod";

/** What was found. */
export class Retrieved extends Event.with("Retrieved", {
  /** Texts, best first. */
  passages: z.array(z.string()),
  score: z.number().describe("from 0 to 1").optional(),
}) {}
export class Asked extends StartEvent<{
  /** As typed. */
  query: string;
}> {}
`;
/** «» marks the place that is asked about. */
const USES: ReadonlyArray<readonly [source: string, event: string | undefined]> = [
  ["export class Retr«»ieved2 extends Event.with('Other') {}", "Other"],
  ["new «»Retrieved({ passages: [] });", "Retrieved"],
  ["new Retrieved«»({ passages: [] });", "Retrieved"],
  ["let one: Retr«»ieved | undefined;", "Retrieved"],
  ["new all.Retr«»ieved({ passages: [] });", "Retrieved"],
  ["let one: all.Retr«»ieved;", "Retrieved"],
  ["import { Retr«»ieved as Again } from './events.ts';", "Retrieved"],
  ["new Al«»ias({ passages: [] });", "Retrieved"],
  ["class F extends Workflow { @step(St«»artEvent) begin() {} }", "StartEvent"],
  ["class F extends Workflow { @step(Retr«»ieved, StartEvent) begin() {} }", "Retrieved"],
  ["const keys = { Retr«»ieved: 1 };", undefined],
  ["const keys = { Retr«»ieved };", "Retrieved"],
  ["class Keys { Retr«»ieved() {} }", undefined],
  ["function f(Retrieved: string) { return Ret«»rieved; }", undefined],
  ["const text = 'Retr«»ieved';", undefined],
  ["class Own extends Ev«»ent {}", undefined],
  ["«»", undefined],
];

describe("the event class at a place", () => {
  const sandbox = new Sandbox();
  const analyzer = new Analyzer();
  const head =
    "import { Event, StartEvent, Workflow, step } from 'stepwright'; import { Retrieved, Retrieved as Alias } from './events.ts'; import * as all from './events.ts';\n";
  before(() => sandbox.write("events.ts", EVENTS));
  after(() => sandbox.delete());

  for (const [source, name] of USES) {
    it(`${source || "an empty line"} is ${name ?? "none"}`, () => {
      const file = sandbox.path("use.ts");
      const text = `${head}${source.replace("«»", "")}`;
      const found = analyzer.eventAt(file, 2, source.indexOf("«»") + 1, { text });
      assert.equal(found?.event.name, name);
      if (!found) return;
      assert.match(text.split("\n")[1]?.slice(found.range.startColumn - 1, found.range.endColumn - 1) ?? "", /^\w+$/);
    });
  }

  it("tells the fields with their types and comments", () => {
    const at = (line: number) => analyzer.eventAt(sandbox.path("events.ts"), line, 15)?.event;
    assert.equal(at(5)?.docs, "What was found.");
    assert.deepEqual(at(5)?.fields, [
      { name: "passages", type: "string[]", optional: false, docs: "Texts, best first." },
      { name: "score", type: "number", optional: true, docs: "from 0 to 1" },
    ]);
    assert.deepEqual(at(10)?.fields, [{ name: "query", type: "string", optional: false, docs: "As typed." }]);
  });

  it("is none where the file has no such place", () => {
    assert.equal(analyzer.eventAt(sandbox.path("events.ts"), 1000, 1), undefined);
    assert.equal(analyzer.eventAt(sandbox.path("events.ts"), 5, 1000), undefined);
  });
});

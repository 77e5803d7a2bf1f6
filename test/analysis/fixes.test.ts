import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import type { Diagnostic, DiagnosticCode, TextEdit } from "../../src/analysis/diagnostics/diagnostic.ts";
import { certainEdits } from "../../src/analysis/diagnostics/edits.ts";
import { Sandbox } from "./sandbox.ts";

const EVENTS = `import { Event, StopEvent } from "stepwright";

export class Retrieved extends Event.with("order.retrieved") {}
export class Other extends Event.with("Other") {}
class Hidden extends Event.with("Hidden") {}
export const hidden = (): Hidden => new Hidden();
export const retrieved = (): Retrieved => new Retrieved();
export const other = (): Other => new Other();
export namespace Failure {
  export class Bounced extends Event.with("Bounced") {}
}
export const Made = Event.with("Made");
export class Done extends StopEvent {}
`;

const HEAD = 'import { HumanResponseEvent, StartEvent, StopEvent, step, Workflow } from "stepwright";\n';
const FLOW = "export class Flow extends Workflow<object, unknown> {\n";
const BEGIN = "  @step(StartEvent)\n  begin() {\n    return new StopEvent({ result: 1 });\n  }\n";

interface Case {
  readonly code: DiagnosticCode;
  readonly what: string;
  readonly text: string;
  /** What the repaired text has; undefined where no fix may be offered. */
  readonly has: RegExp | undefined;
}

/** A step whose event nobody takes. */
function lost(imports: string, made: string): string {
  return `${HEAD}${imports}\n${FLOW}${BEGIN}
  @step(HumanResponseEvent)
  answered() {
    return ${made};
  }
}
`;
}

/** A step that lets out more than its `emits` says; its event goes to a last one. */
function silent(imports: string, emits: string, made: string, taken: string): string {
  return `${HEAD}${imports}\n${FLOW}
  @step(StartEvent, { emits: ${emits} })
  begin() {
    return this.name === "" ? new StopEvent({ result: 1 }) : ${made};
  }

  @step(${taken})
  end() {
    return new StopEvent({ result: 1 });
  }
}
`;
}

const cases: readonly Case[] = [
  {
    code: "missing-emits",
    what: "writes the class, not the name of its events",
    text: silent('import { Retrieved } from "./events.js";', "[StopEvent]", "new Retrieved()", "Retrieved"),
    has: /emits: \[StopEvent, Retrieved\]/,
  },
  {
    code: "missing-emits",
    what: "goes on behind a comma at the end",
    text: silent('import { Retrieved } from "./events.js";', "[\n    StopEvent,\n  ]", "new Retrieved()", "Retrieved"),
    has: /emits: \[\n {4}StopEvent, Retrieved,\n {2}\]/,
  },
  {
    code: "missing-emits",
    what: "keeps a comment in the list",
    text: silent(
      'import { Retrieved } from "./events.js";',
      "[StopEvent // the end\n  ]",
      "new Retrieved()",
      "Retrieved",
    ),
    has: /emits: \[StopEvent, Retrieved \/\/ the end\n/,
  },
  {
    code: "missing-emits",
    what: "imports a class of another file",
    text: `${HEAD}import { retrieved } from "./events.js";\n${FLOW}
  @step(StartEvent, { emits: [StopEvent], skipGraphChecks: true })
  begin() {
    return this.name === "" ? new StopEvent({ result: 1 }) : retrieved();
  }
}
`,
    has: /import \{ retrieved, Retrieved \} from "\.\/events\.js";[\s\S]*emits: \[StopEvent, Retrieved\]/,
  },
  {
    code: "missing-emits",
    what: "offers nothing for a class that is not exported",
    text: `${HEAD}import { hidden } from "./events.js";\n${FLOW}
  @step(StartEvent, { emits: [StopEvent], skipGraphChecks: true })
  begin() {
    return this.name === "" ? new StopEvent({ result: 1 }) : hidden();
  }
}
`,
    has: undefined,
  },
  {
    code: "never-consumed",
    what: "takes the name that an import gives",
    text: lost('import { Retrieved as Found } from "./events.js";', "new Found()"),
    has: /@step\(Found\)\n {2}async handleFound\(ev: Found\)/,
  },
  {
    code: "never-consumed",
    what: "takes the namespace along",
    text: lost('import * as Mail from "./events.js";', "new Mail.Failure.Bounced()"),
    has: /@step\(Mail\.Failure\.Bounced\)\n {2}async handleBounced\(ev: Mail\.Failure\.Bounced\)/,
  },
  {
    code: "never-consumed",
    what: "imports a class that a function of another file makes",
    text: lost('import { retrieved } from "./events.js";', "retrieved()"),
    has: /import \{ retrieved, Retrieved \}[\s\S]*@step\(Retrieved\)\n {2}async handleRetrieved\(ev: Retrieved\)/,
  },
  {
    code: "never-consumed",
    what: "writes the type of a class that is no declaration",
    text: lost('import { Made } from "./events.js";', "new Made()"),
    has: /@step\(Made\)\n {2}async handleMade\(ev: InstanceType<typeof Made>\)/,
  },
  {
    code: "never-consumed",
    what: "takes another name where the method is there",
    text: lost('import { Retrieved } from "./events.js";', "new Retrieved()").replace(
      "  @step(Human",
      "  handleRetrieved() {}\n\n  @step(Human",
    ),
    has: /async handleRetrieved2\(ev: Retrieved\)/,
  },
  {
    code: "never-consumed",
    what: "takes the decorator's other name",
    text: lost('import { Retrieved } from "./events.js";', "new Retrieved()").replaceAll(/step\(|\bstep,/g, (found) =>
      found === "step," ? "step as on," : "on(",
    ),
    has: /@on\(Retrieved\)/,
  },
  {
    code: "never-consumed",
    what: "imports the decorator where the steps are inherited",
    text: `import { StepFailedEvent } from "stepwright";\nimport { Base } from "./base.js";
import { retrieved } from "./events.js";
export class Flow extends Base {
  override answer() {
    return retrieved();
  }
}
export const unused = StepFailedEvent;
`,
    has: /StepFailedEvent, step \} from "stepwright";[\s\S]*@step\(Retrieved\)/,
  },
  {
    code: "never-consumed",
    what: "offers nothing for a class that is not exported",
    text: lost('import { hidden } from "./events.js";', "hidden()"),
    has: undefined,
  },
  {
    code: "never-consumed",
    what: "offers nothing where the class's name means something else",
    text: lost('import { retrieved } from "./events.js";\nclass Retrieved {}', "[retrieved(), Retrieved][0]"),
    has: undefined,
  },
  {
    code: "missing-decorator",
    what: "takes the text of the parameter's type",
    text: `${HEAD}import * as Mail from "./events.js";\n${FLOW}
  @step(StartEvent)
  begin() {
    return new Mail.Failure.Bounced();
  }

  last(ev: Mail.Failure.Bounced) {
    return new StopEvent({ result: ev.$type });
  }
}
`,
    has: /@step\(Mail\.Failure\.Bounced\)\n {2}last/,
  },
  {
    code: "missing-decorator",
    what: "offers nothing where only the type is imported",
    text: `${HEAD}import { other } from "./events.js";\nimport type { Retrieved as Found } from "./events.js";\n${FLOW}
  @step(StartEvent)
  begin() {
    return other();
  }

  last(ev: Found) {
    return new StopEvent({ result: ev.$type });
  }
}
export class Retrieved {}
`,
    has: undefined,
  },
  {
    code: "wrong-parameter",
    what: "takes the text of the decorator",
    text: `${HEAD}import { Other, Retrieved as Found } from "./events.js";\n${FLOW}
  @step(StartEvent)
  begin() {
    return new Found();
  }

  @step(Found)
  last(ev: Other) {
    return new StopEvent({ result: ev.$type });
  }
}
`,
    has: /last\(ev: Found\)/,
  },
];

const BASE = `import { type Event, HumanResponseEvent, StartEvent, StopEvent, step, Workflow } from "stepwright";

export class Base extends Workflow<object, unknown> {
${BEGIN}
  @step(HumanResponseEvent)
  answer(): Event | undefined {
    return undefined;
  }
}
`;

function applied(text: string, edits: readonly TextEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const offset = (line: number, column: number): number => (starts[line - 1] ?? 0) + column - 1;
  const places = edits.map(({ range, text: insert }) => ({
    start: offset(range.startLine, range.startColumn),
    end: offset(range.endLine, range.endColumn),
    insert,
  }));
  // Those of one place stay in their order.
  return places
    .sort((a, b) => a.start - b.start)
    .reduceRight((before, { start, end, insert }) => before.slice(0, start) + insert + before.slice(end), text);
}

describe("fixes write names as the file has them", () => {
  const sandbox = new Sandbox();
  const analyzer = new Analyzer();
  const repository = fileURLToPath(new URL("../../", import.meta.url));
  const options = {
    ...{ module: "nodenext", target: "es2022", strict: true, skipLibCheck: true, noEmit: true, types: ["node"] },
    ...{ typeRoots: [`${repository}node_modules/@types`], allowImportingTsExtensions: true },
    paths: {
      stepwright: [`${repository}src/runtime/index.ts`],
      zod: [`${repository}node_modules/zod/index.d.ts`],
    },
  };
  let file: string;
  const diagnose = (text: string): Diagnostic[] => analyzer.diagnose(file, { text });
  const codesOf = (text: string): string[] => [...new Set(diagnose(text).map(({ code }) => code))];

  before(() => {
    sandbox.write("package.json", '{ "type": "module" }');
    sandbox.write("tsconfig.json", JSON.stringify({ compilerOptions: options }));
    sandbox.write("events.ts", EVENTS);
    sandbox.write("base.ts", BASE);
    file = sandbox.write("flow.ts", "");
  });
  after(() => sandbox.delete());

  const repaired = ({ code, text }: Case): string | undefined => {
    const found = diagnose(text).find((one) => one.code === code);
    assert.ok(found, `found only ${JSON.stringify(diagnose(text), undefined, 2)}`);
    const [fix] = found.fixes;
    return fix && applied(text, fix.edits);
  };

  for (const one of cases) {
    it(`${one.code}: ${one.what}`, () => {
      const text = repaired(one);
      if (!one.has) return assert.equal(text, undefined);
      assert.match(text ?? "no fix", one.has);
      const before = codesOf(one.text);
      const fresh = codesOf(text ?? "").filter((code) => code === one.code || !before.includes(code));
      assert.deepEqual(fresh, [], text);
    });
  }

  it("and the compiler has nothing against them", () => {
    const files = cases.flatMap((one, index) => {
      const text = one.has && repaired(one);
      return text === undefined ? [] : [sandbox.write(`repaired${index}.ts`, text)];
    });
    const config = { compilerOptions: options, files: files.map((path) => basename(path)) };
    sandbox.write("tsconfig.repaired.json", JSON.stringify(config));
    const tsc = `${repository}node_modules/typescript/bin/tsc`;
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", sandbox.path("tsconfig.repaired.json")]);
    assert.equal(status, 0, stdout.toString());
  });

  it("mend all at once: imports, empty lists and those that end with a comma", () => {
    const step = (name: string, taken: string, emits: string) => `
  @step(${taken}, { emits: ${emits}, skipGraphChecks: true })
  ${name}(ev: ${taken}) {
    return ev.$type === "" ? retrieved() : ev.$type === "1" ? hidden() : other();
  }
`;
    const text = `${HEAD}import { hidden, other, retrieved } from "./events.js";\n${FLOW}${step("begin", "StartEvent", "[]")}${step("next", "HumanResponseEvent", "[StopEvent,]")}}\n`;
    const mended = applied(text, certainEdits(diagnose(text)));
    assert.match(mended, /import \{ hidden, other, retrieved, (Retrieved, Other|Other, Retrieved) \} from/);
    assert.match(mended, /emits: \[(Retrieved, Other|Other, Retrieved)\]/);
    assert.match(mended, /emits: \[StopEvent, (Retrieved, Other|Other, Retrieved),\]/);
    assert.deepEqual(
      diagnose(mended).flatMap(({ code, message }) => (code === "missing-emits" ? [message.split(",")[0]] : [])),
      ["begin lets out Hidden", "next lets out Hidden"],
    );
  });
});

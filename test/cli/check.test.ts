import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { SEVERITIES } from "../../src/analysis/diagnostics/diagnostic.ts";

const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const GOOD = `import { StartEvent, StopEvent, step, Workflow } from "stepwright";

export class GoodFlow extends Workflow {
  @step(StartEvent)
  begin() {
    return new StopEvent({ result: 1 });
  }
}
`;
const WARNING = `import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";

class Lost extends Event.with("Lost") {}

export class LosingFlow extends Workflow {
  @step(StartEvent)
  begin() {
    return [new Lost(), new StopEvent({ result: 1 })];
  }
}
`;
const ERROR = GOOD.replace("StartEvent, StopEvent", "HumanResponseEvent, StopEvent")
  .replace("@step(StartEvent)", "@step(HumanResponseEvent)")
  .replace("GoodFlow", "WrongFlow");

/** What the standard (SARIF 2.1.0, 3.13 to 3.49) asks of a log of this kind. Other properties are an error. */
const place = z.number().int().positive();
const text = z.strictObject({ text: z.string().min(1) });
const level = z.enum(["none", "note", "warning", "error"]);
const rule = z.strictObject({
  id: z.string().min(1),
  shortDescription: text,
  help: text,
  helpUri: z.url(),
  defaultConfiguration: z.strictObject({ level }),
});
const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({
      uri: z.string().regex(/^[\w.~!$&'()*+,;=:@/-]*(%[\dA-F]{2}[\w.~!$&'()*+,;=:@/-]*)*$/),
    }),
    region: z.strictObject({ startLine: place, startColumn: place, endLine: place, endColumn: place }),
  }),
});
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({ driver: z.strictObject({ name: z.string().min(1), rules: z.array(rule) }) }),
      columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.number().int().nonnegative(),
          level,
          message: text,
          locations: z.tuple([location]),
        }),
      ),
    }),
  ]),
});

describe("stepwright check", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "stepwright-check-")));
  before(() => {
    assert.ok(existsSync(program), `${program} is not built: npm run build`);
    mkdirSync(join(folder, "flows"));
    mkdirSync(join(folder, "empty"));
    writeFileSync(join(folder, "flows", "good.ts"), GOOD);
    writeFileSync(join(folder, "flows", "notes.md"), "");
    writeFileSync(join(folder, "flows", "losing.ts"), WARNING);
    writeFileSync(join(folder, "flows", "wrong.ts"), ERROR);
  });
  after(() => rmSync(folder, { recursive: true }));

  function check(...args: string[]): { code: number | null; out: string; err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, "check", ...args], {
      encoding: "utf8",
      cwd: folder,
    });
    return { code: status, out: stdout, err: stderr };
  }

  it("lists what it finds in the folder it is called in, and fails for errors", () => {
    const { code, out, err } = check();
    assert.deepEqual([code, err], [1, ""]);
    const lines = out.split("\n");
    assert.equal(
      lines[0],
      `${join("flows", "losing.ts")}:8:13 warning never-consumed: Lost comes from begin, but no step takes it. Add @step(Lost) to one, or write it to the stream.`,
    );
    assert.match(lines[1] ?? "", /wrong\.ts:3:14 error no-start: WrongFlow cannot start: no step takes a StartEvent/);
    assert.equal(lines.at(-2), "1 error, 1 warning in 3 files");
  });

  it("keeps beside dist/ what the engine compiled, and runs with it", () => {
    const installed = join(folder, "empty/installed");
    cpSync(join(program, "../.."), join(installed, "dist"), { recursive: true });
    cpSync(join(program, "../../../package.json"), join(installed, "package.json"));
    const run = (): string =>
      spawnSync(process.execPath, [join(installed, "dist/cli/main.js"), "check", "flows/good.ts"], {
        encoding: "utf8",
        cwd: folder,
      }).stdout;
    assert.equal(run(), "0 errors, 0 warnings in 1 file\n");
    const [kept = "", ...others] = readdirSync(join(installed, ".compiled"));
    assert.match(kept, /^typescript-\w+\.cjs\./);
    assert.deepEqual(others, []);
    const { mtimeMs } = statSync(join(installed, ".compiled", kept));
    assert.equal(run(), "0 errors, 0 warnings in 1 file\n");
    assert.equal(statSync(join(installed, ".compiled", kept)).mtimeMs, mtimeMs, "it fits and is not written again");
    rmSync(installed, { recursive: true });
  });

  it("succeeds where there are only warnings, unless it is strict", () => {
    assert.equal(check("flows/losing.ts").code, 0);
    assert.equal(check("flows/losing.ts", "--strict").code, 1);
    assert.deepEqual(check("flows/good.ts", "--strict"), { code: 0, out: "0 errors, 0 warnings in 1 file\n", err: "" });
  });

  it("prints JSON with places and fixes", () => {
    const [first] = JSON.parse(check("flows/losing.ts", "--format", "json").out) as [Record<string, unknown>];
    assert.equal(first["code"], "never-consumed");
    assert.deepEqual(first["range"], {
      file: join(folder, "flows", "losing.ts"),
      startLine: 8,
      startColumn: 13,
      endLine: 8,
      endColumn: 23,
    });
    assert.deepEqual((first["fixes"] as [{ title: string }])[0].title, "Add a step that takes Lost");
  });

  it("prints SARIF as the standard has it, with a page for each rule", () => {
    const { out, code } = check("-f", "sarif");
    assert.equal(code, 1);
    const [run] = sarif.parse(JSON.parse(out)).runs;
    assert.deepEqual(
      run.results.map((one) => [one.ruleId, one.level, one.locations[0].physicalLocation.artifactLocation.uri]),
      [
        ["never-consumed", "warning", "flows/losing.ts"],
        ["no-start", "error", "flows/wrong.ts"],
      ],
    );
    const { rules } = run.tool.driver;
    for (const { ruleId, ruleIndex } of run.results) assert.equal(rules[ruleIndex]?.id, ruleId);
    assert.deepEqual(rules.map(({ id }) => id).sort(), Object.keys(SEVERITIES).sort());
    for (const { id, helpUri } of rules) {
      const page = new URL(helpUri);
      assert.equal(page.hash, `#${id}`);
      assert.match(readFileSync(page, "utf8"), new RegExp(`^### ${id}$`, "m"));
    }
  });

  it("prints GitHub annotations", () => {
    const lines = check("--format", "github").out.split("\n");
    assert.equal(
      lines[0],
      `::warning file=${join("flows", "losing.ts")},line=8,endLine=8,col=13,title=stepwright never-consumed::Lost comes from begin, but no step takes it. Add @step(Lost) to one, or write it to the stream.`,
    );
    assert.match(lines[1] ?? "", /^::error file=.*,title=stepwright no-start::WrongFlow cannot start/);
  });

  it("names files with signs that mean something to GitHub and in addresses", () => {
    const odd = join("odd", "100%, a:b c#d.ts");
    mkdirSync(join(folder, "odd"));
    writeFileSync(join(folder, odd), WARNING);
    const [line] = check("odd", "-f", "github").out.split("\n");
    assert.ok(line?.startsWith(`::warning file=${join("odd", "100%25%2C a%3Ab c#d.ts")},line=8,`), line);
    const [run] = sarif.parse(JSON.parse(check("odd", "-f", "sarif").out)).runs;
    const uri = run.results[0]?.locations[0].physicalLocation.artifactLocation.uri ?? "";
    assert.equal(uri, "odd/100%25%2C%20a%3Ab%20c%23d.ts");
    rmSync(join(folder, "odd"), { recursive: true });
  });

  it("escapes what a message says", () => {
    writeFileSync(join(folder, "empty/named.ts"), WARNING.replace('"Lost"', '"50%\\n::error::"'));
    const lines = check("empty", "-f", "github").out.split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /::50%25%0A::error:: comes from begin/);
    rmSync(join(folder, "empty/named.ts"));
  });

  it("tells of a broken file what breaks it, and of the others what it finds", () => {
    const broken = {
      "half.ts": GOOD.replace("begin() {", "begin( {"),
      "conflict.ts": GOOD.replace("export", "<<<<<<< HEAD\nexport"),
      "binary.ts": `${GOOD}\0\0`,
    };
    mkdirSync(join(folder, "broken"));
    for (const [name, text] of Object.entries({ ...broken, "wrong.ts": ERROR })) {
      writeFileSync(join(folder, "broken", name), text);
    }
    const { code, out, err } = check("broken");
    assert.deepEqual([code, err], [1, ""]);
    const found = out.split("\n").map((line) => /^broken.(\S+?):\d+:\d+ (error \S+):/.exec(line));
    const files = found.flatMap((match) => (match ? [`${match[1]} ${match[2]}`] : []));
    assert.deepEqual([...new Set(files)].sort(), [
      "binary.ts error syntax-error",
      "conflict.ts error syntax-error",
      "half.ts error syntax-error",
      "wrong.ts error no-start",
    ]);
    assert.match(out, /^broken.conflict\.ts:3:1 error syntax-error: Syntax error in line 3: Merge conflict marker/m);
    rmSync(join(folder, "broken"), { recursive: true });
  });

  for (const [what, args, code, message] of [
    ["a missing path", ["nowhere"], 1, /There is no file or folder .*nowhere/],
    ["a folder without workflows", ["empty"], 1, /No workflow is declared here/],
    ["a file that is no source", ["flows/notes.md"], 1, /notes\.md is no TypeScript or JavaScript file\. Give files/],
    ["an unknown format", ["--format", "xml"], 2, /--format xml is none\. There are: text, json, sarif, github/],
    ["an unknown option", ["--strickt"], 2, /Unknown option --strickt\. Did you mean --strict\?/],
  ] as const) {
    it(`says what is wrong with ${what}`, () => {
      const result = check(...args);
      assert.deepEqual([result.code, result.out], [code, ""]);
      assert.match(result.err, message);
    });
  }
});

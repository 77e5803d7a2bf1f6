import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommand } from "../../scripts/command.ts";
import { root } from "../../scripts/paths.ts";

const program = `import { Context, Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Counted extends Event.with("Counted", { words: z.number() }) {}

class CountFlow extends Workflow<{ text: string }, string> {
  @step(StartEvent) async count(ev: StartEvent<{ text: string }>, ctx: Context): Promise<Counted> {
    await ctx.set("text", ev.text);
    return new Counted({ words: ev.text.split(" ").length });
  }
  @step(Counted) async tell(ev: Counted): Promise<StopEvent<string>> {
    return new StopEvent({ result: \`\${ev.words} words\` });
  }
}

const result: string = await new CountFlow().run({ text: "one two three" });
console.log(result);
`;

/** The package as npm would install it, in a project of its own. */
describe("the packed library", function () {
  this.timeout(60_000);
  let folder: string;
  let files: readonly string[];

  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "stepwright-package-")));
    const listing = await runCommand("npm", ["pack", "--json", "--dry-run", "--loglevel=silent"], { cwd: root });
    const [packed] = JSON.parse(listing.slice(listing.indexOf("["))) as [{ files: { path: string }[] }];
    files = packed.files.map((file) => file.path);
    for (const file of files) {
      const target = join(folder, "node_modules", "stepwright", file);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(root, file), target);
    }
    symlinkSync(join(root, "node_modules", "zod"), join(folder, "node_modules", "zod"), "junction");
    symlinkSync(join(root, "node_modules", "@types"), join(folder, "node_modules", "@types"), "junction");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    writeFileSync(join(folder, "main.ts"), program);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds what is built, and nothing else of the repository", () => {
    const others = files.filter(
      (file) =>
        !/^(dist|media|snippets|syntaxes)\/|^docs\/[^/]+\.md$|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
          file,
        ),
    );
    assert.deepEqual(others, []);
    const ofThisMachine = files.filter((file) => file.includes(".compiled"));
    assert.deepEqual(ofThisMachine, []);
  });

  for (const [moduleResolution, module] of [
    ["NodeNext", "NodeNext"],
    ["Bundler", "ESNext"],
  ] as const) {
    it(`is typed for a strict project with moduleResolution ${moduleResolution}`, async () => {
      const compilerOptions = {
        ...{ module, moduleResolution, target: "ES2023", lib: ["ES2023", "DOM"], types: [], noEmit: true },
        ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
      };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["main.ts"] }));
      await runCommand(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", folder]);
    });
  }

  it("runs", async () => {
    const tsx = join(root, "node_modules", "tsx", "dist", "cli.mjs");
    const output = await runCommand(process.execPath, [tsx, join(folder, "main.ts")], { cwd: folder });
    assert.match(output, /^3 words$/m);
  });

  it("runs in plain JavaScript with the program `stepwright` beside it", async () => {
    const cli = join(folder, "node_modules", "stepwright", "dist", "cli", "main.js");
    const output = await runCommand(process.execPath, [cli, "graph", join(folder, "main.ts"), "--format", "json"]);
    assert.match(output, /CountFlow/);
  });
});

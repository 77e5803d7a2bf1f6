import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { keepCompiled, runKept } from "../../src/analysis/kept-script.ts";
import { Sandbox } from "./sandbox.ts";

const reader = new URL("../../src/analysis/kept-script.ts", import.meta.url).href;

describe("a script of which the compiled code is kept", () => {
  const sandbox = new Sandbox();
  const url = pathToFileURL(sandbox.write("adder.cjs", "exports.add = (a, b) => a + b; exports.file = __filename;"));
  const folder = new URL("kept/", url);
  const kept = (): string[] => readdirSync(folder);

  /** In a process that knows nothing of the script yet. */
  function add(a: number, b: number): number {
    const program = `const { keepCompiled, runKept } = await import(${JSON.stringify(reader)});
      console.log(runKept(new URL(${JSON.stringify(url.href)}), new URL(${JSON.stringify(folder.href)})).add(${a}, ${b}));
      keepCompiled();`;
    const args = ["--import", "tsx", "--input-type=module", "-e", program];
    return Number(execFileSync(process.execPath, args, { encoding: "utf8" }));
  }

  after(() => sandbox.delete());

  it("runs without it, with it, and with half of it", () => {
    assert.equal(add(1, 2), 3);
    const [file = "", ...others] = kept();
    assert.match(file, /^adder\.cjs\./);
    assert.deepEqual(others, []);
    const path = sandbox.path(`kept/${file}`);
    const whole = readFileSync(path);
    assert.equal(add(2, 3), 5);
    assert.deepEqual(readFileSync(path), whole, "it fits and is not written again");
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    assert.equal(add(3, 4), 7);
    assert.equal(readFileSync(path).length, whole.length, "what does not fit is replaced");
  });

  it("is no trouble where nothing may be written", () => {
    const gone = new Sandbox();
    const path = gone.write("lost.cjs", "exports.ok = __filename;");
    assert.deepEqual(
      { ...(runKept(pathToFileURL(path), pathToFileURL(join(process.execPath, "folder"))) as object) },
      { ok: path },
    );
    gone.delete();
    keepCompiled();
  });
});

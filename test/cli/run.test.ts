import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

const ROOT = resolve(import.meta.dirname, "../..");
const FIXTURES = join(ROOT, "test", "dap", "fixtures");

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function stepwright(args: readonly string[], input = ""): Promise<Finished> {
  const child = spawn(process.execPath, [join(ROOT, "dist", "cli", "main.js"), ...args], { cwd: FIXTURES });
  child.stdin.end(input);
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { code, stdout, stderr };
}

describe("stepwright run", () => {
  it("runs the file's workflow and prints the result", async () => {
    const { code, stdout } = await stepwright(["run", "rag.ts", "--input", '{"query": "returns"}']);
    assert.equal(stdout, "looking for returns\nreturns: one + two\n");
    assert.equal(code, 0);
  });

  it("asks a person on stderr and reads the answer from stdin", async () => {
    const { code, stdout, stderr } = await stepwright(
      ["run", "review.ts", "-w", "Review", "-i", '{"topic": "tea"}'],
      "yes\n",
    );
    assert.deepEqual([code, stdout, stderr], [0, "About tea: yes\n", "Approve?\n> "]);
  });

  it("asks again where an answer does not fit", async () => {
    const { code, stdout, stderr } = await stepwright(["run", "review.ts", "-w", "TypedReview"], "perhaps\ntrue\n");
    assert.deepEqual([code, stdout], [0, "yes\n"]);
    assert.match(stderr, /Verdict: approved: .*expected boolean/);
  });

  it("fails with a clear message where nobody answers", async () => {
    const { code, stderr } = await stepwright(["run", "review.ts", "-w", "Review", "-i", '{"topic": "tea"}']);
    assert.equal(code, 1);
    assert.match(stderr, /Review\.review asked for an answer, and the input has ended/);
  });

  const refusals: [string, string[], number, RegExp][] = [
    ["no file", [], 2, /Which file\? stepwright run FILE/],
    ["a file that does not exist", ["nowhere.ts"], 1, /There is no file .*nowhere\.ts/],
    ["several workflows without a name", ["review.ts"], 2, /Say --workflow NAME; there are Review, TypedReview/],
    ["a name that does not exist", ["rag.ts", "-w", "Rag"], 1, /no workflow "Rag" .* There are:\n {2}RagFlow/],
    ["input that is not JSON", ["rag.ts", "-i", "{x"], 2, /--input is not JSON/],
    [
      "a failing workflow",
      ["failing.ts", "-i", '{"until": 9}'],
      1,
      /TypeError: cannot parse https:\/\/example\.com\n.*failing\.ts:18/,
    ],
  ];
  for (const [what, args, expected, message] of refusals) {
    it(`says what is wrong with ${what}`, async () => {
      const { code, stderr } = await stepwright(["run", ...args]);
      assert.equal(code, expected);
      assert.match(stderr, message);
    });
  }
});

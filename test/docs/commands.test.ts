import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readPages, root } from "./pages.ts";

const execute = promisify(execFile);

/** The command lines that the documentation tells to type exist: scripts, files, commands of `stepwright`. */
describe("the documentation's command lines", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  let stepwright: Set<string>;

  before(async () => {
    const { stdout } = await execute(process.execPath, [join(root, "dist/cli/main.js"), "--help"]);
    const list = /Commands:\n([\s\S]*?)\n\n/.exec(stdout)?.[1] ?? "";
    stepwright = new Set(list.split("\n").map((line) => line.trim().split(/\s+/)[0] ?? ""));
  });

  for (const page of readPages()) {
    for (const block of page.blocks.filter(({ language }) => language === "sh")) {
      for (const line of block.text.split("\n")) {
        const command = line.replace(/(?:^|\s)#.*$/, "").trim();
        if (command === "") continue;
        it(`${page.path}:${block.line} ${command}`, () => check(command));
      }
    }
  }

  it("in the text are commands and scripts that exist, too", () => {
    for (const { path, text } of readPages()) {
      const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, "");
      for (const [, command = ""] of prose.matchAll(/`stepwright ([a-z]+)[^`]*`/g)) {
        assert.ok(stepwright.has(command), `${path}: stepwright has no command "${command}"`);
      }
      for (const [, script = ""] of prose.matchAll(/`npm run ([\w:]+)[^`]*`/g)) {
        assert.ok(script in scripts, `${path}: package.json has no script "${script}"`);
      }
    }
  });

  function check(line: string): void {
    // What is piped into a program, and variables before it, are not the program.
    const words = (line.split("|").at(-1) ?? "").trim().split(/\s+/);
    while (/^[A-Z_]+=/.test(words[0] ?? "")) words.shift();
    const [program, first = "", second = ""] = words;
    const npx = program === "npx";
    const name = npx ? first : program;
    const argument = npx ? second : first;
    switch (name) {
      case "npm":
        if (first === "run") assert.ok(second in scripts, `package.json has no script "${second}"`);
        else if (!["install", "start", "test"].includes(first)) assert.fail(`npm ${first}?`);
        return;
      case "tsx":
      case "node":
      case "mocha":
        assert.ok(existsSync(join(root, argument)) || !argument.includes("/"), `${argument} does not exist`);
        return;
      case "stepwright":
        assert.ok(stepwright.has(argument), `stepwright has no command "${argument}"`);
        for (const file of words.filter((word) => word.startsWith("examples/"))) {
          assert.ok(existsSync(join(root, file)), `${file} does not exist`);
        }
        return;
      case "code":
      case "git":
      case "cd":
        return;
      default:
        assert.fail(`nobody checks "${name}" yet`);
    }
  }
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("./", import.meta.url);
const self = "coverage.test.ts";

/** What stands in the quotes behind `describe(` or `it(`; of a template, as it is written. */
const TITLE = /^\s*(?:describe|it)\(\s*(["'`])((?:\\.|(?!\1).)*)\1/gm;

interface Row {
  readonly section: string;
  readonly name: string;
  readonly tests: ReadonlyArray<{ readonly title: string; readonly file: string }>;
}

/** The rows of the README's tables, below their headings. */
function readRows(): readonly Row[] {
  const [, ...sections] = readFileSync(new URL("README.md", folder), "utf8").split(/^## /m);
  return sections.flatMap((text) => {
    const section = text.slice(0, text.indexOf("\n"));
    const [, , ...lines] = text.split("\n").filter((line) => line.startsWith("|"));
    return lines.map((line) => {
      const cells = line.split(" | ");
      const links = [...(cells.at(-1) ?? "").matchAll(/\[([^\]]+)\]\(([^)\s]+\.test\.ts)\)/g)];
      const tests = links.map(([, title = "", file = ""]) => ({ title, file }));
      return { section, name: cells.slice(0, -1).join(" | ").slice(2), tests };
    });
  });
}

function titlesOf(file: string): readonly string[] {
  return [...readFileSync(new URL(file, folder), "utf8").matchAll(TITLE)].map((match) => match[2] ?? "");
}

function behavioursOf(titles: readonly string[]): readonly string[] {
  return titles.flatMap((title) => [...title.matchAll(/§3 #(\d+)/g)].map((match) => match[1] ?? ""));
}

/** The README says which test proves what; it must not say so of tests that are gone. */
describe("the table of conformance", () => {
  const rows = readRows();
  const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith(".test.ts") && file !== self);

  it("has a test in every row, with that title in that file", () => {
    for (const { section, name, tests } of rows) {
      assert.notEqual(tests.length, 0, `${section}: ${name} names no test`);
      for (const { title, file } of tests) {
        assert.ok(
          titlesOf(file).some((one) => one.includes(title)),
          `${section}: ${name} names a test "${title}", which ${file} does not have`,
        );
      }
    }
  });

  it("names every file of this folder", () => {
    const named = new Set(rows.flatMap(({ tests }) => tests.map(({ file }) => file)));
    assert.deepEqual(
      files.filter((file) => !named.has(file)),
      [],
    );
  });

  it("has every behaviour of §3, each with the tests whose titles carry its number", () => {
    const listed = rows.filter(({ section }) => section.startsWith("§3"));
    const expected = Array.from({ length: 17 }, (_, index) => String(index + 1));
    assert.deepEqual(
      listed.map(({ name }) => name.split(" | ")[0]),
      expected,
    );
    for (const [index, { tests }] of listed.entries()) {
      const number = String(index + 1);
      const tagged = files.filter((file) => behavioursOf(titlesOf(file)).includes(number));
      const linked = tests.filter(({ title }) => title === `(§3 #${number})`).map(({ file }) => file);
      assert.deepEqual(linked, tagged, `§3 #${number}`);
    }
  });
});

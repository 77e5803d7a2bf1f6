import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Page, readPages, root } from "./pages.ts";

/** Links and images of the documentation lead somewhere. */
describe("the documentation's links", () => {
  const pages = readPages();

  for (const page of pages) {
    it(`of ${page.path} lead to files and headings that exist`, () => {
      const broken = linksOf(page).filter((link) => !leadsSomewhere(page, link));
      assert.deepEqual(broken, []);
    });
  }

  it("lead from the README to every page below docs/", () => {
    const readme = pages.find(({ path }) => path === "README.md");
    assert.ok(readme);
    const linked = new Set(linksOf(readme).map((link) => link.split("#")[0]));
    const missing = pages.map(({ path }) => path).filter((path) => path.startsWith("docs/") && !linked.has(path));
    assert.deepEqual(missing, []);
  });

  function leadsSomewhere(page: Page, link: string): boolean {
    const [file = "", anchor] = link.split("#");
    const path = file === "" ? page.path : join(dirname(page.path), file).replaceAll("\\", "/");
    if (!existsSync(join(root, path))) return false;
    const target = pages.find((candidate) => candidate.path === path);
    return anchor === undefined || (target !== undefined && anchorsOf(target).has(anchor));
  }
});

function linksOf({ text }: Page): string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, "").replace(/`[^`\n]*`/g, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

/** As GitHub makes them from headings. */
function anchorsOf({ text }: Page): Set<string> {
  const headings = [...text.replace(/^ *```[\s\S]*?^ *```/gm, "").matchAll(/^#{1,6} +(.*)$/gm)];
  return new Set(
    headings.map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, "")
        .trim()
        .replaceAll(" ", "-"),
    ),
  );
}

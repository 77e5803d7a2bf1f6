/** The SVG file that the command line draws, in a browser: it stands alone, and its labels fit their nodes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../../scripts/vscode/launch-browser.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

function drawn(file: string): string {
  const args = [`${root}dist/cli/main.js`, "graph", `${root}${file}`, "--format", "svg"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

interface Found {
  readonly names: readonly string[];
  readonly outside: readonly string[];
  readonly edges: number;
  readonly canvas: string;
}

describe("stepwright graph --format svg", () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  async function inspect(svg: string, colorScheme: "light" | "dark"): Promise<Found> {
    const page = await browser.newPage({ colorScheme });
    await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
    const found = await page.evaluate<Found>(`(() => {
      const nodes = [...document.querySelectorAll(".node")];
      const outside = nodes.flatMap((node) => {
        const body = node.querySelector(".body").getBoundingClientRect();
        return [...node.querySelectorAll("text")]
          .filter((text) => {
            const box = text.getBoundingClientRect();
            return box.left < body.left || box.right > body.right || box.top < body.top || box.bottom > body.bottom;
          })
          .map((text) => text.textContent);
      });
      return {
        names: nodes.map((node) => [...node.querySelectorAll(".name")].map((line) => line.textContent).join("")),
        outside,
        edges: document.querySelectorAll(".edge .line[d]").length,
        canvas: getComputedStyle(document.querySelector(".canvas")).fill,
      };
    })()`);
    await page.close();
    return found;
  }

  it("draws every node and arrow, with labels inside their nodes, in light and dark", async () => {
    const svg = drawn("test/analysis/fixtures/human.ts");
    const light = await inspect(svg, "light");
    assert.deepEqual(
      [...light.names].sort(),
      [
        ...["", "Approval", "Drafted", "HumanResponseEvent", "InputRequiredEvent", "StartEvent", "StopEvent"],
        ...["Verdict", "draft", "review"],
      ].sort(),
    );
    assert.deepEqual(light.outside, []);
    assert.ok(light.edges >= 9, `${light.edges}`);
    const dark = await inspect(svg, "dark");
    assert.deepEqual({ ...dark, canvas: "" }, { ...light, canvas: "" });
    assert.equal(light.canvas, "rgb(255, 255, 255)");
    assert.equal(dark.canvas, "rgb(31, 31, 31)");
  });

  it("draws a child workflow of the file inside the one that runs it", async () => {
    const svg = drawn("test/analysis/fixtures/children.ts");
    assert.doesNotMatch(svg, /class="frame"/);
    assert.equal(svg.match(/class="title"/g)?.length, 2);
    const { names, outside } = await inspect(svg, "light");
    assert.deepEqual(outside, []);
    // The group has the title of what is in it; RagFlow is in another file.
    assert.ok(names.includes("shorten") && names.includes("RagFlow") && !names.includes("Shorten"), names.join(", "));
  });

  it("frames several workflows and needs nothing from elsewhere", async () => {
    const svg = drawn("test/analysis/fixtures/inherited.ts");
    assert.ok((svg.match(/class="frame"/g)?.length ?? 0) >= 2);
    assert.doesNotMatch(svg, /href|url\(|<script|@import/);
    assert.deepEqual((await inspect(svg, "light")).outside, []);
  });
});

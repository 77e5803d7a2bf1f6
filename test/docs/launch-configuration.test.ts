import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPages, root } from "./pages.ts";

interface Manifest {
  readonly contributes: {
    readonly debuggers: ReadonlyArray<{
      readonly configurationAttributes: Record<string, { readonly properties: Record<string, unknown> }>;
    }>;
    readonly commands: ReadonlyArray<{ readonly title: string }>;
    readonly configuration: { readonly properties: Record<string, unknown> };
  };
}

const REFERENCE = "docs/launch-configuration.md";

/** The pages about VS Code say what package.json contributes, and nothing else. */
describe("the documentation of the launch configuration", () => {
  const { contributes } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const kinds = contributes.debuggers[0]?.configurationAttributes ?? {};
  const pages = readPages();
  const text = pages.find(({ path }) => path === REFERENCE)?.text ?? "";

  for (const [request, { properties }] of Object.entries(kinds)) {
    it(`has a row for every key of "${request}", and for no other`, () => {
      const part =
        new RegExp(`^## .*\\b${request}\\b.*$([\\s\\S]*?)(?=^## |$(?![\\s\\S]))`, "im").exec(text)?.[1] ?? "";
      const rows = [...part.matchAll(/^\| `(\w+)`/gm)].map((match) => match[1]);
      assert.deepEqual(rows.toSorted(), Object.keys(properties).toSorted());
    });
  }

  it("shows configurations with known keys only", () => {
    const editorKeys = ["type", "request", "name"];
    for (const { path, blocks } of pages) {
      for (const block of blocks.filter(({ language }) => language === "json")) {
        const value = JSON.parse(block.text) as Record<string, unknown>;
        const configurations = (value["configurations"] ?? [value]) as Array<Record<string, unknown>>;
        for (const configuration of configurations.filter(({ type }) => type === "stepwright")) {
          const known = Object.keys(kinds[String(configuration["request"])]?.properties ?? {});
          const unknown = Object.keys(configuration).filter((key) => ![...known, ...editorKeys].includes(key));
          assert.deepEqual(unknown, [], `${path}:${block.line}`);
        }
      }
    }
  });

  it("names commands and settings that exist", () => {
    const titles = new Set(contributes.commands.map(({ title }) => `Stepwright: ${title}`));
    for (const { path, text: page } of pages) {
      for (const [, title = ""] of page.matchAll(/\*(Stepwright: [^*]+)\*/g)) {
        assert.ok(titles.has(title), `${path} names the command "${title}"`);
      }
      for (const [, setting = ""] of page.matchAll(/`(stepwright\.[a-z]+\.[a-zA-Z]+)`/g)) {
        assert.ok(setting in contributes.configuration.properties, `${path} names the setting ${setting}`);
      }
    }
  });
});

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SEVERITIES } from "../../src/analysis/diagnostics/diagnostic.ts";
import { readPages, root } from "./pages.ts";

interface Setting {
  readonly propertyNames?: { readonly enum: readonly string[] };
}

describe("the extension's settings", () => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    contributes: { configuration: { properties: Readonly<Record<string, Setting>> } };
  };
  const { properties } = manifest.contributes.configuration;

  it("are all explained on a page", () => {
    const text = readPages()
      .map((page) => page.text)
      .join("\n");
    assert.deepEqual(
      Object.keys(properties).filter((name) => !text.includes(name)),
      [],
    );
  });

  it("offer a severity for every code but that of the compiler's own errors", () => {
    const codes = Object.keys(SEVERITIES).filter((code) => code !== "syntax-error");
    assert.deepEqual(properties["stepwright.diagnostics.severity"]?.propertyNames?.enum, codes);
  });
});

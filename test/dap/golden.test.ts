/**
 * What is said in a session, feature by feature, held against the files in golden/. A change of them is a change of what
 * an editor sees: read it, then `npx mocha test/dap/golden.test.ts --update` writes it.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { begin } from "./golden/feature.ts";
import { console } from "./golden/features/console.ts";
import { going } from "./golden/features/going.ts";
import { past } from "./golden/features/past.ts";
import { processes } from "./golden/features/processes.ts";
import { stops } from "./golden/features/stops.ts";
import { transcript } from "./golden/transcript.ts";

const isUpdate = process.argv.includes("--update");

describe("golden logs", () => {
  for (const [name, feature] of Object.entries({ ...going, ...stops, ...past, ...console, ...processes })) {
    it(name, async () => {
      const folder = mkdtempSync(join(tmpdir(), "stepwright-golden-"));
      const names = new Map([
        [folder, "TMP"],
        [process.execPath, "NODE"],
      ]);
      const cleanings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
      const scene = {
        folder,
        mask: (text: string, as: string) => void names.set(text, as),
        cleanUp: (clean: () => unknown) => void cleanings.unshift(clean),
      };
      let said: string;
      try {
        const session = await begin(feature, scene);
        try {
          await feature.play(session, scene);
        } finally {
          await session.close();
        }
        said = transcript(session, { capabilities: name === "launch and entry", names });
      } finally {
        for (const clean of cleanings) await clean();
      }
      const file = join(import.meta.dirname, "golden", `${name.replaceAll(/\W+/g, "-")}.txt`);
      if (isUpdate) writeFileSync(file, said);
      assert.ok(existsSync(file), `There is no ${file}: write it with --update.`);
      assert.deepEqual(said.split("\n"), readFileSync(file, "utf8").split("\n"));
    });
  }
});

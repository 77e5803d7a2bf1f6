import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../scripts/command.ts";
import { packExtension } from "../../scripts/package.ts";
import { root } from "../../scripts/paths.ts";
import { Workbench } from "../harness/ui/workbench.ts";

const workflow = `import { StartEvent, StopEvent, step, Workflow } from "stepwright";

export class Flow extends Workflow<{ name: string }, string> {
  @step(StartEvent) async greet(ev: StartEvent<{ name: string }>): Promise<StopEvent<string>> {
    return new StopEvent({ result: ev.name });
  }
}
`;

describe("the packed extension", function () {
  this.timeout(180_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-vsix-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("holds what is built and the pictures, and nothing else", async () => {
    const vsce = join(root, "node_modules", "@vscode", "vsce", "vsce");
    const list = await runCommand(process.execPath, [vsce, "ls", "--no-dependencies"], {
      cwd: root,
    });
    const others = list
      .split("\n")
      .map((line) => line.trim())
      .filter(
        (file) =>
          file !== "" &&
          !/^(dist|media|snippets|syntaxes)\/|^docs\/[^/]+\.md$|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(
            file,
          ),
      );
    assert.deepEqual(others, []);
  });

  it("is installed and active where a workflow is opened", async () => {
    const vsix = await packExtension(join(folder, "stepwright.vsix"));
    assert.ok(statSync(vsix).size < 8e6, `the .vsix has ${statSync(vsix).size} bytes`);
    const workbench = await Workbench.open({ vsix, files: { "flow.ts": workflow } });
    try {
      await workbench.openFile("flow.ts");
      const active = await workbench.until(
        "the extension is active",
        () =>
          workbench.evaluate((vscode) => vscode.extensions.getExtension("stepwright.stepwright")?.isActive, undefined),
        (answer) => answer === true,
        30_000,
      );
      assert.equal(active, true);
    } finally {
      await workbench.close();
    }
  });
});

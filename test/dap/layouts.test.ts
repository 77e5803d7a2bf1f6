import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, ROOT } from "./dap-session.ts";
import { type Workspace, workspace } from "./workspace.ts";

const EVENTS = `import { Event } from "stepwright";
import { z } from "zod";
/** What was found. */
export class Found extends Event.with("Found", { text: z.string() }) {}
`;
const EVENT_LINE = 4;

const flow = (events: string): string => `import { StartEvent, StopEvent, Workflow, step } from "stepwright";
import { Found } from "${events}";

export class Flow extends Workflow<object, string> {
  @step(StartEvent)
  async find(): Promise<Found> {
    return new Found({ text: "found" });
  }

  @step(Found)
  async finish(ev: Found): Promise<StopEvent<string>> {
    const here = new Error("here").stack?.split("\\n")[1]?.trim() ?? "";
    return new StopEvent({ result: \`\${ev.text} \${here}\` });
  }
}
`;
const FINISH_LINE = 11;
const HERE_LINE = 12;

const main = (from: string): string => `import { Flow } from "${from}";
console.log(await new Flow().run({}));
`;

interface Layout {
  readonly files: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly packages?: readonly string[];
  readonly program: string;
  readonly events: string;
  readonly flow: string;
  /** Changes the folder before the start. */
  prepare?(made: Workspace): void;
}

const link = (target: string, path: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
};

const simple = (extension: string): Layout => ({
  files: {
    [`events${extension}`]: EVENTS,
    [`flow${extension}`]: flow(`./events${extension}`),
    [`main${extension}`]: main(`./flow${extension}`),
    "tsconfig.json": '{ "compilerOptions": { "jsx": "react-jsx", "allowImportingTsExtensions": true } }',
  },
  ...{ program: `main${extension}`, events: `events${extension}`, flow: `flow${extension}` },
});

const layouts: Record<string, Layout> = {
  "modules in .mts": simple(".mts"),
  "modules in .tsx": simple(".tsx"),
  "a folder with #, %, spaces and other alphabets": { ...simple(".ts"), name: "wörk #1 at 100% Ω 例" },
  "a folder with an encoded character in its name": { ...simple(".ts"), name: "a%20b" },
  "paths of a tsconfig": {
    files: {
      "tsconfig.json": '{ "compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["./src/app/*"] } } }',
      "src/app/events.ts": EVENTS,
      "src/app/flow.ts": flow("@app/events"),
      "src/main.ts": main("@app/flow"),
    },
    ...{ program: "src/main.ts", events: "src/app/events.ts", flow: "src/app/flow.ts" },
  },
  "decorators of experimentalDecorators": {
    ...simple(".ts"),
    files: {
      ...simple(".ts").files,
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true, "allowImportingTsExtensions": true } }',
    },
  },
  "imports without extensions, in a project of CommonJS": {
    files: {
      "package.json": '{ "name": "old" }',
      "events.ts": EVENTS,
      "flow.ts": flow("./events"),
      "main.ts": main("./flow").replace(
        "console.log(await new Flow().run({}));",
        "void new Flow().run({}).then(console.log);",
      ),
    },
    ...{ program: "main.ts", events: "events.ts", flow: "flow.ts" },
  },
  "a program and its modules in .cts": {
    files: {
      "events.cts": EVENTS,
      "flow.cts": flow("./events.cts"),
      "main.cts": main("./flow.cts").replace(
        "console.log(await new Flow().run({}));",
        "void new Flow().run({}).then(console.log);",
      ),
      "tsconfig.json": '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }',
    },
    ...{ program: "main.cts", events: "events.cts", flow: "flow.cts" },
  },
  "packages of a monorepo, each with its package.json": {
    files: {
      "package.json": '{ "private": true, "workspaces": ["packages/*"] }',
      "packages/events/package.json": '{ "name": "@shop/events", "type": "module", "exports": "./src/index.ts" }',
      "packages/events/src/index.ts": EVENTS,
      "packages/flows/package.json": '{ "name": "@shop/flows", "type": "module", "exports": "./src/index.ts" }',
      "packages/flows/src/index.ts": flow("@shop/events"),
      "packages/app/package.json": '{ "name": "@shop/app", "type": "module" }',
      "packages/app/src/main.ts": main("@shop/flows"),
    },
    prepare: (made) => {
      for (const name of ["events", "flows"]) {
        link(made.file(`packages/${name}`), made.file(`node_modules/@shop/${name}`));
      }
    },
    ...{
      program: "packages/app/src/main.ts",
      events: "packages/events/src/index.ts",
      flow: "packages/flows/src/index.ts",
    },
  },
  "packages as pnpm lays them": {
    ...simple(".ts"),
    packages: [],
    prepare: (made) => {
      const store = "node_modules/.pnpm/stepwright@0.1.0/node_modules";
      link(join(ROOT, "dist"), made.file(`${store}/stepwright/dist`));
      link(join(ROOT, "package.json"), made.file(`${store}/stepwright/package.json`));
      link(join(ROOT, "node_modules/zod"), made.file("node_modules/.pnpm/zod@4/node_modules/zod"));
      link(made.file("node_modules/.pnpm/zod@4/node_modules/zod"), made.file(`${store}/zod`));
      link(made.file(`${store}/stepwright`), made.file("node_modules/stepwright"));
      link(made.file("node_modules/.pnpm/zod@4/node_modules/zod"), made.file("node_modules/zod"));
    },
  },
};

describe("projects of all kinds", () => {
  let folder: Workspace | undefined;
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    folder?.remove();
    session = folder = undefined;
  });

  for (const [title, layout] of Object.entries(layouts)) {
    it(`are debugged: ${title}`, async () => {
      const made = workspace(layout.files, {
        ...(layout.name === undefined ? {} : { name: layout.name }),
        ...(layout.packages === undefined ? {} : { packages: layout.packages }),
      });
      folder = made;
      layout.prepare?.(made);
      session = await DapSession.launch(
        { program: made.file(layout.program), cwd: made.path },
        { lines: { [made.file(layout.events)]: [EVENT_LINE] } },
      );
      const { threadId, reason, hitBreakpointIds } = await session.stopped();
      assert.deepEqual([reason, hitBreakpointIds?.length], ["breakpoint", 1]);
      const top = await session.top(threadId);
      assert.deepEqual([top.source?.path, top.line], [made.file(layout.flow), FINISH_LINE]);
      const { body } = await session.client.setBreakpointsRequest({
        ...{ source: { path: made.file(layout.events) }, breakpoints: [{ line: EVENT_LINE }] },
      } as DebugProtocol.SetBreakpointsArguments);
      assert.deepEqual([body.breakpoints[0]?.verified, body.breakpoints[0]?.line], [true, EVENT_LINE]);
      await session.client.continueRequest({ threadId });
      assert.equal(await session.ended(), 0);
      // The place of code is that of the source.
      const file = made.file(layout.flow);
      const places = [file, pathToFileURL(file).href].map((path) => `${path}:${HERE_LINE}:`);
      const printed = session.output("stdout");
      assert.ok(
        places.some((place) => printed.includes(place)),
        printed,
      );
    });
  }
});

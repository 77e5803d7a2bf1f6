import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { setInterval } from "node:timers/promises";
import type { WebSocket } from "ws";
import { DapSession, fixture, gone } from "./dap-session.ts";
import { attachInspector } from "./programs.ts";
import { type Workspace, workspace } from "./workspace.ts";

const flow = (): string => readFileSync(fixture("rag.ts"), "utf8");

const child = `import { RagFlow } from "./rag.ts";
console.log("child: " + (await new RagFlow().run({ query: process.argv[2] ?? "from a worker" })));
process.disconnect?.();
`;

const parents: Record<string, string> = {
  fork: `import { fork } from "node:child_process";
import { once } from "node:events";
await once(fork(new URL("./child.ts", import.meta.url), ["from a child"]), "exit");
`,
  spawn: `import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
const args = ["--import", "tsx", fileURLToPath(new URL("./child.ts", import.meta.url)), "from a child"];
await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
`,
  worker: `import { once } from "node:events";
import { Worker } from "node:worker_threads";
await once(new Worker(new URL("./child.mjs", import.meta.url)), "exit");
`,
};

/** Looks every few milliseconds: a program says so from within a turn of its event loop. */
async function exists(file: string): Promise<void> {
  for await (const _ of setInterval(5)) if (existsSync(file)) return;
}

describe("processes and threads that a program starts", () => {
  let session: DapSession | undefined;
  let folder: Workspace | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
    folder?.remove();
    folder = undefined;
  });

  /** A program that starts another one, which runs a workflow. */
  const files = (kind: string, own = ""): Workspace => {
    folder = workspace(
      {
        "rag.ts": flow(),
        "child.ts": child,
        "child.mjs": 'import { register } from "tsx/esm/api";\nregister();\nawait import("./child.ts");\n',
        "main.ts": `${own}${parents[kind]}console.log("the parent is done");\n`,
      },
      { packages: ["stepwright", "zod", "tsx"] },
    );
    return folder;
  };

  for (const kind of ["fork", "spawn", "worker"]) {
    it(`are debugged in the same session: ${kind}`, async () => {
      const { path, file } = files(kind);
      const env = kind === "fork" ? { NODE_OPTIONS: "--import tsx" } : {};
      session = await DapSession.launch(
        { program: file("main.ts"), cwd: path, env },
        { lines: { [file("rag.ts")]: [5] } },
      );
      const { threadId } = await session.stopped();
      const top = await session.top(threadId);
      assert.deepEqual([top.name, top.source?.path], ["Retrieved → synthesize", file("rag.ts")]);
      const query = kind === "worker" ? "from a worker" : "from a child";
      assert.equal((await session.look(top.id, "Event"))["query"], `'${query}'`);
      const { threads } = (await session.client.threadsRequest()).body;
      const process =
        kind === "worker" ? /^RagFlow #1 · .*\(worker \d+\)$/ : /^RagFlow #1 · child\.ts \(process \d+\)$/;
      assert.match(threads[0]?.name ?? "", process);
      assert.equal((await session.evaluate("event.query", "watch", top.id)).result, `'${query}'`);
      await session.client.continueRequest({ threadId });
      assert.equal(await session.ended(), 0);
      assert.match(session.output("stdout"), /child: from a \w+: one \+ two\n[\s\S]*the parent is done/);
    });
  }

  for (const kind of ["fork", "worker"]) {
    it(`stop at their very first event: ${kind}`, async () => {
      const { path, file } = files(kind);
      const env = kind === "fork" ? { NODE_OPTIONS: "--import tsx" } : {};
      session = await DapSession.launch(
        { program: file("main.ts"), cwd: path, env },
        { functions: ["RagFlow.retrieve"] },
      );
      const { threadId } = await session.stopped();
      assert.equal((await session.top(threadId)).name, "StartEvent → retrieve");
    });
  }

  it("stand together: a stop in one holds the others, and going on lets them go", async () => {
    const { path, file } = files(
      "fork",
      'import { RagFlow } from "./rag.ts";\nsetTimeout(() => new RagFlow().run({ query: "of the parent" }), 1);\n',
    );
    session = await DapSession.launch(
      { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" } },
      { functions: ["Retrieved"] },
    );
    const seen: string[] = [];
    for (let stop = 0; stop < 2; stop++) {
      const { threadId } = await session.stopped();
      seen.push((await session.look((await session.top(threadId)).id, "Event"))["query"] ?? "");
      await session.client.continueRequest({ threadId });
    }
    assert.deepEqual(seen.sort(), ["'from a child'", "'of the parent'"]);
    assert.equal(await session.ended(), 0);
  });

  describe("where two stop before one hears of the other", () => {
    let go: string;
    let dispatched: string;

    /** The child reads nothing until `go` is there, and then dispatches at once. */
    const launch = async (): Promise<number> => {
      const { path, file } = files("fork");
      go = file("go");
      dispatched = file("dispatched");
      writeFileSync(
        file("child.ts"),
        `import { existsSync, writeFileSync } from "node:fs";
        import { RagFlow } from "./rag.ts";
        await new RagFlow().run({ query: "warm up" });
        writeFileSync("ready", "");
        while (!existsSync("go"));
        const run = new RagFlow().run({ query: "of the child" });
        setImmediate(() => writeFileSync("dispatched", ""));
        console.log(await run);
        process.disconnect?.();\n`,
      );
      writeFileSync(
        file("main.ts"),
        `import { fork } from "node:child_process";
        import { once } from "node:events";
        import { existsSync } from "node:fs";
        import { setInterval } from "node:timers/promises";
        import { RagFlow } from "./rag.ts";
        const child = fork(new URL("./child.ts", import.meta.url));
        for await (const _ of setInterval(5)) if (existsSync("ready")) break;
        console.log(await new RagFlow().run({ query: "of the parent" }));
        if (child.exitCode === null) await once(child, "exit");\n`,
      );
      session = await DapSession.launch(
        { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" }, javascript: false },
        { functions: [{ name: "RagFlow.retrieve", condition: 'event.query !== "warm up"' }] },
      );
      const { threadId } = await session.stopped();
      assert.equal(await query(threadId), "'of the parent'");
      return threadId;
    };
    const query = async (threadId: number): Promise<string | undefined> =>
      session && (await session.look((await session.top(threadId)).id, "Event"))["query"];
    const stops = (): number => session?.events.filter(({ event }) => event === "stopped").length ?? 0;
    const childThread = async (): Promise<number> => {
      const { threads } = (await (session as DapSession).client.threadsRequest()).body;
      return threads.find(({ name }) => name.includes("child.ts"))?.id ?? 0;
    };

    it("the second is told when the first goes on", async () => {
      const first = await launch();
      writeFileSync(go, "");
      await exists(dispatched);
      const child = await childThread();
      assert.equal(await query(child), "'of the child'");
      assert.equal(stops(), 1);
      await session?.client.continueRequest({ threadId: first });
      assert.equal((await session?.stopped())?.threadId, child);
      assert.equal(await query(child), "'of the child'");
      await session?.client.continueRequest({ threadId: child });
      assert.equal(await session?.ended(), 0);
      assert.equal(stops(), 2);
      assert.match(session?.output("stdout") ?? "", /of the child: one \+ two/);
      assert.match(session?.output("stdout") ?? "", /of the parent: one \+ two/);
    });

    it("and is not told any more once its own run was let go", async () => {
      await launch();
      writeFileSync(go, "");
      await exists(dispatched);
      await session?.client.continueRequest({ threadId: await childThread() });
      assert.equal(await session?.ended(), 0);
      assert.equal(stops(), 1);
    });

    it("the second stands also where the first went on meanwhile", async () => {
      const first = await launch();
      await session?.client.continueRequest({ threadId: first });
      writeFileSync(go, "");
      const { threadId } = (await session?.stopped()) ?? {};
      await exists(dispatched);
      assert.equal(threadId, await childThread());
      assert.equal(await query(threadId ?? 0), "'of the child'");
      assert.doesNotMatch(session?.output("stdout") ?? "", /of the child/);
      await session?.client.continueRequest({ threadId: threadId ?? 0 });
      assert.equal(await session?.ended(), 0);
    });
  });

  it("that begin while another stands wait for it", async () => {
    const { path, file } = files("fork");
    writeFileSync(
      file("main.ts"),
      `import { fork } from "node:child_process";
      import { once } from "node:events";
      import { RagFlow } from "./rag.ts";
      const run = new RagFlow().run({ query: "of the parent" });
      const child = fork(new URL("./child.ts", import.meta.url), ["from a child"]);
      await run;
      if (child.exitCode === null) await once(child, "exit");\n`,
    );
    session = await DapSession.launch(
      { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" }, javascript: false },
      { functions: [{ name: "RagFlow.retrieve", condition: 'event.query === "of the parent"' }] },
    );
    const { threadId } = await session.stopped();
    const started = await session.until<{ threadId: number }>("thread");
    const frame = await session.top(started.threadId);
    assert.equal(frame.name, "StartEvent → retrieve");
    await session.client.continueRequest({ threadId });
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stdout"), /child: from a child/);
  });

  it("end with the session", async () => {
    const { path, file } = files("fork");
    session = await DapSession.launch(
      { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" } },
      { functions: ["Retrieved"] },
    );
    const { threadId } = await session.stopped();
    const [thread] = (await session.client.threadsRequest()).body.threads;
    const pid = Number(/process (\d+)/.exec(thread?.name ?? "")?.[1]);
    assert.ok(pid > 0 && threadId > 0);
    await session.client.terminateRequest({});
    await session.ended();
    await gone(pid, "the child process");
  });

  it("may be killed, and the session goes on", async () => {
    const { path, file } = files("fork");
    session = await DapSession.launch(
      { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" } },
      { functions: ["Retrieved"] },
    );
    await session.stopped();
    const [thread] = (await session.client.threadsRequest()).body.threads;
    process.kill(Number(/process (\d+)/.exec(thread?.name ?? "")?.[1]), "SIGKILL");
    await session.until("continued");
    assert.equal(await session.ended(), 0);
    assert.match(session.output(), /RagFlow #1 .* is gone: its process has ended/);
  });

  it("are left alone where the configuration says so", async () => {
    const { path, file } = files("fork");
    session = await DapSession.launch(
      { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" }, autoAttachChildProcesses: false },
      { functions: ["Retrieved"] },
    );
    assert.equal(await session.ended(), 0);
    assert.match(session.output("stdout"), /child: from a child: one \+ two/);
  });

  it("get a JavaScript session each, and wait for it with their dispatches", async () => {
    const { path, file } = files("fork");
    session = await DapSession.open();
    const started = session.start(
      { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" }, __javascript: true },
      { functions: ["Retrieved"] },
    );
    const sockets: WebSocket[] = [];
    for (const name of [/^Stepwright$/, /^Stepwright › child\.ts \(process \d+\)$/]) {
      const announced = await session.until<{ address: string; name: string }>("stepwright.inspector");
      assert.match(announced.name, name);
      sockets.push(await attachInspector(announced.address));
      assert.ok(!session.events.some(({ event }) => event === "stopped"));
      await session.custom("stepwright.javascript", { state: "ready", address: announced.address });
    }
    await started;
    await session.stopped();
    for (const socket of sockets) socket.terminate();
    await session.client.terminateRequest({});
    await session.ended();
  });
});

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { PROBE_PROTOCOL_VERSION } from "../../src/debugger/protocol/probe.ts";
import { listenForProbe } from "../../src/debugger/protocol/probe-server.ts";
import { DapSession, fixture, gone } from "./dap-session.ts";
import { ownCopy, workspace } from "./workspace.ts";

describe("faults", () => {
  let session: DapSession | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
  });

  const important = (dap: DapSession): string => dap.output("important");

  for (const workflow of ["Loop", "Deaf", "Busy"]) {
    it(`ends the program when the adapter is killed (${workflow})`, async () => {
      session = await DapSession.launch({ program: fixture("slow.ts"), workflow });
      await session.until("thread");
      if (workflow === "Busy")
        await session.until<{ output: string }>("output", ({ output }) => output.includes("spinning"));
      session.adapter.kill("SIGKILL");
      for (const pid of session.pids) await gone(pid, "the program");
    });
  }

  it("ends the program when the adapter is killed at a stop", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    await session.stopped();
    session.adapter.kill("SIGKILL");
    for (const pid of session.pids) await gone(pid, "the program");
  });

  it("says so when the program is killed at a stop, and stays usable", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    const { threadId } = await session.stopped();
    process.kill(session.pids[0] ?? 0, "SIGKILL");
    await session.ended();
    assert.match(important(session), /rag-main\.ts was ended by SIGKILL/);
    await assert.rejects(session.client.continueRequest({ threadId }), /has ended|not running/);
    assert.deepEqual((await session.client.threadsRequest()).body.threads, []);
  });

  it("says what to do when a program exits before any run", async () => {
    session = await DapSession.launch({ program: fixture("rag.ts") });
    assert.equal(await session.ended(), 0);
    assert.match(
      important(session),
      /rag\.ts exited with code 0 before any workflow ran\. Let it call new RagFlow\(\)\.run\(input\), or set "workflow"/,
    );
  });

  it("says so when a program declares no workflow at all", async () => {
    session = await DapSession.launch({ program: fixture("idle.ts") });
    await session.ended();
    assert.match(important(session), /before any workflow ran\. A program runs a workflow with new MyWorkflow\(\)/);
  });

  it("says so when the runtime is not installed", async () => {
    const folder = workspace(
      {
        "main.ts": 'import { Workflow } from "stepwright";\nconsole.log(Workflow);',
        "plain.ts": "console.log(1 as number);",
      },
      { packages: [] },
    );
    try {
      session = await DapSession.launch({ program: folder.file("main.ts"), cwd: folder.path });
      assert.equal(await session.ended(), 1);
      assert.match(session.output("stderr"), /Cannot find package 'stepwright'/);
      assert.match(
        important(session),
        /main\.ts exited with code 1 before any workflow ran: it never loaded the package "stepwright"/,
      );
      await session.close();
      session = await DapSession.launch({ program: folder.file("plain.ts"), cwd: folder.path });
      assert.equal(await session.ended(), 0);
    } finally {
      folder.remove();
    }
  });

  it("shows a crash of the program with the places in its source", async () => {
    const folder = workspace({ "crash.ts": 'const fail = (): never => {\n  throw new Error("boom");\n};\nfail();\n' });
    try {
      session = await DapSession.launch({ program: folder.file("crash.ts"), cwd: folder.path });
      assert.equal(await session.ended(), 1);
      assert.match(session.output("stderr"), /Error: boom\n.*crash\.ts:2:9/);
    } finally {
      folder.remove();
    }
  });

  it("says so when a workflow class cannot be made", async () => {
    const folder = workspace({
      "wrong.ts":
        'import { StartEvent, step, Workflow } from "stepwright";\nexport class Wrong extends Workflow {\n  @step(StartEvent, { retry: 3 } as never) begin() {}\n}\n',
    });
    try {
      session = await DapSession.launch({ program: folder.file("wrong.ts"), cwd: folder.path, workflow: "Wrong" });
      assert.equal(await session.ended(), 1);
      assert.match(session.output("stderr"), /retry.*wrong\.ts:3:/s);
      assert.match(
        important(session),
        /wrong\.ts exited with code 1 before any workflow ran: what it printed says why/,
      );
    } finally {
      folder.remove();
    }
  });

  it("says so when the program's copy of the library is newer than the debugger, and lets it run", async () => {
    const folder = workspace(
      {
        "hello.ts": `import { StartEvent, StopEvent, step, Workflow } from "stepwright";
class Hello extends Workflow<object, string> {
  @step(StartEvent)
  async greet(): Promise<StopEvent<string>> {
    return new StopEvent({ result: "hello" });
  }
}
console.log(await new Hello().run({}));
`,
        ...ownCopy((index) => index.replace("REGISTRY_PROTOCOL = 1", "REGISTRY_PROTOCOL = 2")),
      },
      { packages: ["zod"] },
    );
    try {
      session = await DapSession.launch(
        { program: folder.file("hello.ts"), cwd: folder.path },
        { functions: ["greet"] },
      );
      assert.equal(await session.ended(), 0);
      assert.match(
        important(session),
        /uses stepwright \S+ \(inspection protocol 2\), which this debugger cannot inspect: its workflows run, but do not stop\. Update/,
      );
      assert.match(session.output("stdout"), /hello/);
      assert.doesNotMatch(important(session), /before any workflow ran/);
    } finally {
      folder.remove();
    }
  });

  it("names a Node that does not know the options", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), runtimeArgs: ["--no-such-option"] });
    await session.ended();
    assert.match(
      important(session),
      /exited with code 9 before it reached the debugger\. Stepwright needs Node\.js >= 20\.19/,
    );
  });

  it("answers malformed and unknown requests", async () => {
    session = await DapSession.launch({ program: fixture("rag-main.ts"), stopOnEntry: true });
    await session.stopped();
    await assert.rejects(session.custom("nonsense", {}), /does not support the request "nonsense"/);
    await assert.rejects(session.custom("scopes", { frameId: 12345 }));
    await assert.rejects(session.custom("variables", { variablesReference: "x" }));
    await assert.rejects(session.custom("stepwright.javascript", { state: "asleep" }), /wrong arguments/);
    await assert.rejects(session.client.launchRequest({}), /has started its program already/);
  });

  it("says where compiled programs cannot be kept", async () => {
    session = await DapSession.open({ env: { TMPDIR: fixture("rag.ts") } });
    await assert.rejects(
      session.start({ program: fixture("rag-main.ts") }),
      /cannot be kept in the temporary folder .*rag\.ts: ENOTDIR.* TMPDIR/,
    );
  });

  it("names the file and place of a syntax error", async () => {
    const folder = workspace({ "broken.ts": "const answer = ;\n" });
    try {
      session = await DapSession.open();
      await assert.rejects(session.start({ program: folder.file("broken.ts") }), /broken\.ts:1:16/);
    } finally {
      folder.remove();
    }
  });

  it("names a program that does not exist", async () => {
    session = await DapSession.open();
    await assert.rejects(session.start({ program: fixture("nowhere.ts") }), /nowhere\.ts does not exist/);
  });

  describe("on the probe's socket", () => {
    /** Connects, sends, and returns why the server refused. */
    const refusal = async (lines: (token: string) => string): Promise<string> => {
      let reason = "";
      const server = await listenForProbe({
        connected: () => assert.fail("connected"),
        refused: (why) => {
          reason = why;
        },
      });
      const { host, port, token } = server.address;
      const socket: Socket = connect(port, host);
      socket.on("error", () => {});
      socket.write(lines(token));
      await once(socket, "close");
      server.close();
      return reason;
    };
    const hello = (body: object): string =>
      `${JSON.stringify({ type: "event", event: "hello", body: { protocol: PROBE_PROTOCOL_VERSION, pid: 1, node: "v20", ...body } })}\n`;

    it("refuses a wrong token", async () => {
      assert.match(await refusal(() => hello({ token: "guess" })), /wrong token/);
    });

    it("refuses another version of the protocol", async () => {
      assert.match(
        await refusal((token) => hello({ token, protocol: 99 })),
        /version 99 of the probe protocol, this debugger speaks version/,
      );
    });

    it("refuses garbage, and what comes before a hello", async () => {
      assert.match(await refusal(() => "GET / HTTP/1.1\r\n\r\n"), /not JSON/);
      assert.match(
        await refusal(() => '{"type":"event","event":"runtime","body":{}}\n'),
        /something else than a hello/,
      );
      assert.match(await refusal(() => "x".repeat(10_000)), /more than/);
    });
  });
});

import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lookAt } from "../../src/debugger/protocol/attach.ts";
import { DapSession, FIXTURES, fixture, gone } from "./dap-session.ts";
import { type ListeningProgram, startListening } from "./programs.ts";

/** As `stepwright/debug` finds it. */
const PROGRAMS = process.env["XDG_RUNTIME_DIR"]
  ? join(process.env["XDG_RUNTIME_DIR"], "stepwright")
  : join(tmpdir(), `stepwright-${process.getuid?.()}`, "programs");

describe("attach", () => {
  const sessions: DapSession[] = [];
  const programs: ChildProcess[] = [];
  const strangers: (() => void)[] = [];
  afterEach(async () => {
    for (const close of strangers.splice(0)) close();
    for (const session of sessions.splice(0)) await session.close();
    for (const program of programs.splice(0)) {
      program.kill("SIGKILL");
      await gone(program.pid ?? 0, "the program");
    }
  });

  const start = (file: string, env: Record<string, string> = {}, args: string[] = []): Promise<ListeningProgram> =>
    startListening(file, env, args, (program) => programs.push(program));

  const open = async (): Promise<DapSession> => {
    const session = await DapSession.open();
    sessions.push(session);
    return session;
  };

  const attach = async (options: object, lines: Record<string, number[]> = {}): Promise<DapSession> => {
    const session = await open();
    const attached = session.client.attachRequest({ cwd: FIXTURES, ...options } as never);
    attached.catch(() => {});
    for (const [path, list] of Object.entries(lines)) {
      await session.client.setBreakpointsRequest({ source: { path }, breakpoints: list.map((line) => ({ line })) });
    }
    await session.client.configurationDoneRequest();
    await attached;
    return session;
  };

  /** Something that listens and is no program of ours: its address. */
  const stranger = async (greet: (socket: Socket) => void): Promise<string> => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on("error", () => {}));
      greet(socket);
    });
    strangers.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return `127.0.0.1:${(server.address() as { port: number }).port}`;
  };

  const lineOf = (file: string, text: string): number =>
    readFileSync(file, "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1;

  it("debugs a program that waits for it, from its first event, with breakpoints in its source", async () => {
    const program = await start(fixture("rag-main.ts"), { STEPWRIGHT_DEBUG: "wait" }, ["a question"]);
    assert.ok(!program.printed().includes("looking"));
    const rag = fixture("rag.ts");
    const session = await attach(
      { address: program.address, token: program.token },
      { [rag]: [lineOf(rag, "class Retrieved")] },
    );
    const { threadId, reason } = await session.stopped();
    assert.equal(reason, "breakpoint");
    const top = await session.top(threadId);
    assert.deepEqual([top.name, top.source?.path], ["Retrieved → synthesize", rag]);
    assert.equal((await session.look(top.id, "Event"))["query"], "'a question'");
    await session.client.continueRequest({ threadId });
    await session.until("terminated");
    await program.until("answer: a question: one + two");
  });

  it("leaves no recording in a program whose debugger was killed, though that ends before it notices", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stepwright-attach-"));
    try {
      const go = join(folder, "go");
      const program = await start(fixture("busy-main.ts"), { STEPWRIGHT_DEBUG: "wait" }, [go]);
      const { adapter } = await attach({ address: program.address, token: program.token });
      await program.until("spinning");
      const recordings = (): string[] =>
        readdirSync(tmpdir()).filter((name) => name.startsWith(`stepwright-recording-${adapter.pid}-`));
      assert.equal(recordings().length, 1);
      adapter.kill("SIGKILL");
      await gone(adapter.pid ?? 0, "the adapter");
      await sessions.pop()?.close();
      const ended = once(program.process, "exit");
      writeFileSync(go, "");
      await ended;
      assert.deepEqual(recordings(), []);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("goes into a running program and out of it, again and again", async () => {
    const program = await start(fixture("loop-main.ts"));
    await program.until("round 20");
    for (let time = 0; time < 3; time++) {
      const session = await attach({ processId: String(program.pid) });
      await session.until("thread");
      await session.setFunctions("Tick");
      const { threadId } = await session.stopped();
      assert.equal((await session.top(threadId)).name, "Tick → round");
      // It is held as this session leaves, and goes on by itself.
      await sessions.pop()?.close();
      const now = Number(/round (\d+)\n[^\n]*$/.exec(program.printed())?.[1]);
      await program.until(`round ${now + 20}`);
    }
    assert.equal(program.process.exitCode, null);
  });

  it("is left as it was found: a disconnect that does not ask for its end takes breakpoints with it", async () => {
    const program = await start(fixture("loop-main.ts"));
    for (const args of [{}, { terminateDebuggee: false }, { terminateDebuggee: false, suspendDebuggee: true }]) {
      const session = await attach({ processId: program.pid });
      assert.equal(session.capabilities.supportSuspendDebuggee, undefined);
      await session.until("thread");
      await session.setFunctions("Tick", "Loop.round");
      await session.client.setExceptionBreakpointsRequest({ filters: ["inputRequired", "stepFailed"] });
      await session.stopped();
      await session.client.disconnectRequest(args);
      await sessions.pop()?.close();
      const now = Number(/round (\d+)\n[^\n]*$/.exec(program.printed())?.[1] ?? 0);
      await program.until(`round ${now + 20}`);
    }
    assert.equal(program.process.exitCode, null);
  });

  it("can be left or ended where it was attached to, and ends with the session where it was launched", async () => {
    const program = await start(fixture("loop-main.ts"));
    const attached = await attach({ processId: program.pid });
    assert.equal(attached.capabilities.supportTerminateDebuggee, undefined);
    assert.deepEqual(await attached.until("capabilities"), { capabilities: { supportTerminateDebuggee: true } });
    await attached.client.terminateRequest({});
    await gone(program.pid, "the program");

    const launched = await open();
    await launched.start({ program: fixture("loop-main.ts") });
    await launched.until("thread");
    await launched.client.disconnectRequest({ terminateDebuggee: false });
    for (const pid of launched.pids) await gone(pid, "the launched program");
    assert.ok(!launched.events.some(({ event }) => event === "capabilities"));
  });

  it("restarts as a new attach, and ends the program where that is asked for", async () => {
    const program = await start(fixture("loop-main.ts"));
    const session = await attach({ processId: program.pid });
    await session.until("thread");
    await session.setFunctions("Tick");
    await session.stopped();
    await session.client.customRequest("restart", {});
    await session.stopped();
    assert.equal(program.process.exitCode, null);
    sessions.pop();
    await session.client.disconnectRequest({ terminateDebuggee: true });
    await gone(program.pid, "the program");
  });

  it("outlives a debugger that is killed", async () => {
    const program = await start(fixture("loop-main.ts"));
    const session = await attach({ processId: program.pid });
    await session.setFunctions("Tick");
    await session.stopped();
    session.adapter.kill("SIGKILL");
    const now = Number(/round (\d+)\n[^\n]*$/.exec(program.printed())?.[1] ?? 0);
    await program.until(`round ${now + 20}`);
  });

  it("ends the session when the program ends", async () => {
    const program = await start(fixture("loop-main.ts"));
    const session = await attach({ processId: program.pid });
    await session.until("thread");
    program.process.kill("SIGKILL");
    await session.until("terminated");
    assert.match(session.output("important"), /loop-main\.ts ended while Loop #1 was running\.$/m);
    // Nobody knows the program's exit code.
    assert.ok(!session.events.some(({ event }) => event === "exited"));
  });

  it("lists the program while it runs, for its user alone, with what runs in it", async () => {
    const program = await start(fixture("loop-main.ts"));
    await program.until("round 1");
    const file = join(PROGRAMS, `${program.pid}.json`);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const listed = JSON.parse(readFileSync(file, "utf8"));
    assert.deepEqual([listed.program, listed.address], [fixture("loop-main.ts"), program.address]);
    const [host = "", port] = program.address.split(":");
    const place = { host, port: Number(port), token: program.token };
    assert.deepEqual(await lookAt(place), { runs: ["Loop"], attached: false });
    const session = await attach({ processId: program.pid });
    assert.deepEqual(await lookAt(place), { runs: ["Loop"], attached: true });
    await session.close();
    program.process.kill("SIGINT");
    await once(program.process, "exit");
    const again = await open();
    // What it has left, the next one removes.
    assert.ok(existsSync(file));
    await start(fixture("loop-main.ts"));
    assert.ok(!existsSync(file));
    await assert.rejects(
      again.client.attachRequest({ processId: program.pid } as never),
      /Process \d+ cannot be attached to: it has ended, or was not started with/,
    );
  });

  it("refuses what it cannot attach to, and says why", async () => {
    const program = await start(fixture("loop-main.ts"));
    const { address, token } = program;
    const strange = await stranger((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await attach({ address, token });
    const cases: [object, RegExp][] = [
      [{ address, token: "guessed" }, /was not attached to: the token is wrong/],
      [{ address, token }, /another debugger is attached to it: end that session first/],
      [{ address: "127.0.0.1:1", token }, /nothing listens there/],
      [{ address: strange, token }, /it sent a line that is not JSON/],
      [{}, /neither "processId" nor "address" and "token": start the program with "node --import stepwright\/debug"/],
      [{ address }, /"address" needs "token"/],
      [{ token }, /"token" needs "address"/],
      [{ processId: "app" }, /"processId" must be the number of a process/],
      [{ processId: 1 }, /Process 1 cannot be attached to/],
      [{ address: "example.org:80", token }, /"address" must be like "127.0.0.1:49152"/],
      [{ address, token, program: "a.ts" }, /"program" is no key of a Stepwright attach configuration/],
    ];
    for (const [options, message] of cases) {
      const session = await open();
      await assert.rejects(session.client.attachRequest(options as never), message);
    }
  }).timeout(60_000);

  it("refuses another version of the protocol, on both sides", async () => {
    const program = await start(fixture("loop-main.ts"));
    const file = join(PROGRAMS, `${program.pid}.json`);
    assert.ok(existsSync(file));
    const hello = { protocol: 99, token: "t", pid: 1, node: "v20" };
    const address = await stranger((socket) => {
      socket.write(`${JSON.stringify({ type: "event", event: "hello", body: hello })}\n`);
    });
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), address }), { mode: 0o600 });
    const session = await open();
    await assert.rejects(
      session.client.attachRequest({ processId: program.pid } as never),
      /it speaks version 99 of the probe protocol, this debugger speaks version \d+/,
    );
  });
});

/** The ways in which a session begins, goes on and ends. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Configuration, DapSession, FIXTURES, fixture, gone, type LaunchOptions } from "./dap-session.ts";
import { attachInspector, runInTerminal, startListening } from "./programs.ts";

/** What the sessions of a round have around them. */
interface Round {
  /** Marks every process, and has the temporary folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Empty, and to be left so. */
  readonly folder: string;
  launch(options: LaunchOptions, configuration?: Configuration): Promise<DapSession>;
}

/** Resolves with a session that may still be open. */
export type Way = (round: Round) => Promise<DapSession>;

export const held = { program: fixture("rag-main.ts"), stopOnEntry: true };
const asking = { program: fixture("review.ts"), workflow: "Review", input: { topic: "tea" } };

export const ways: Readonly<Record<string, Way>> = {
  async "runs to its end"({ launch }) {
    const session = await launch({ program: fixture("rag-main.ts") });
    assert.equal(await session.ended(), 0);
    return session;
  },
  async "is stopped at a stop"({ launch }) {
    const session = await launch(held);
    await session.stopped();
    await session.client.terminateRequest({});
    await session.ended();
    return session;
  },
  async "is left at a stop"({ launch }) {
    const session = await launch(held);
    await session.stopped();
    return session;
  },
  async "is left with a question open"({ launch }) {
    const session = await launch(asking);
    await session.until("stepwright.promptOpened");
    return session;
  },
  async "is left while it starts"({ launch }) {
    return launch({ program: fixture("slow.ts"), workflow: "Loop" });
  },
  async "restarts, then is left"({ launch }) {
    const session = await launch(held);
    await session.stopped();
    await session.client.restartRequest({});
    await session.stopped();
    return session;
  },
  async "loses its program"({ launch }) {
    const session = await launch(held);
    await session.stopped();
    process.kill(session.pids[0] ?? 0, "SIGKILL");
    await session.ended();
    return session;
  },
  async "loses its adapter"({ launch }) {
    const session = await launch(held);
    await session.stopped();
    session.adapter.kill("SIGKILL");
    for (const pid of session.pids) await gone(pid, "the program");
    return session;
  },
  async "attaches to a program, and leaves it at a stop"({ env }) {
    const waiting = { ...env, STEPWRIGHT_DEBUG: "wait", TSX_DISABLE_CACHE: "1" };
    const program = await startListening(fixture("rag-main.ts"), waiting);
    const ended = once(program.process, "exit");
    const session = await DapSession.open({ env });
    const attached = session.client.attachRequest({ cwd: FIXTURES, processId: program.pid } as never);
    await session.setFunctions("Retrieved");
    await session.client.configurationDoneRequest();
    await attached;
    await session.stopped();
    await session.client.disconnectRequest({});
    assert.deepEqual(await ended, [0, null]);
    return session;
  },
  async "is stopped in a terminal"({ launch, env }) {
    const terminal: Configuration["terminal"] = (args) => void runInTerminal({ ...args, env: { ...env, ...args.env } });
    const session = await launch({ ...held, console: "integratedTerminal" }, { terminal });
    await session.stopped();
    await session.client.terminateRequest({});
    await session.ended();
    return session;
  },
  async "is recorded and replayed"({ launch, folder }) {
    const recording = join(folder, `${randomUUID()}.stepwright.jsonl`);
    const recorded = await launch({ program: fixture("rag-main.ts"), record: recording });
    await recorded.ended();
    await recorded.close();
    const session = await launch({ request: "replay", recording });
    const { threadId } = await session.stopped();
    await session.client.nextRequest({ threadId });
    await session.stopped();
    await session.client.stepBackRequest({ threadId });
    await session.stopped();
    await session.close();
    rmSync(recording);
    return session;
  },
  async "is left in a step's body, where the JavaScript debugger has paused it"({ launch }) {
    const session = await launch({ ...held, __javascript: true });
    const { address } = await session.until<{ address: string }>("stepwright.inspector");
    const inspector = await attachInspector(address);
    try {
      await session.custom("stepwright.javascript", { state: "ready", address });
      const { threadId } = await session.stopped();
      inspector.send(JSON.stringify({ id: 2, method: "Debugger.enable" }));
      await session.client.stepInRequest({ threadId });
      const { id } = await session.until<{ id: number }>("stepwright.stepInto");
      inspector.send(JSON.stringify({ id: 3, method: "Debugger.pause" }));
      await session.custom("stepwright.stepIntoArmed", { id });
      await session.custom("stepwright.javascript", { state: "paused", address });
      await session.client.disconnectRequest({});
      return session;
    } finally {
      inspector.terminate();
    }
  },
};

/** Where the program runs, and what else debugs it. */
import { readFileSync } from "node:fs";
import type { WebSocket } from "ws";
import { DapSession, FIXTURES, fixture, gone } from "../../dap-session.ts";
import { attachInspector, type ListeningProgram, runInTerminal, startListening } from "../../programs.ts";
import { workspace } from "../../workspace.ts";
import { type Feature, goOn, lookAround, type Scene } from "../feature.ts";

const RAG = fixture("rag.ts");

/** A program with `--import stepwright/debug` that waits for a debugger, and the debugger. */
async function attach({ mask, cleanUp }: Scene): Promise<DapSession> {
  const program: ListeningProgram = await startListening(fixture("rag-main.ts"), { STEPWRIGHT_DEBUG: "wait" });
  cleanUp(async () => {
    program.process.kill("SIGKILL");
    await gone(program.pid, "the program");
  });
  mask(program.token, "TOKEN");
  const session = await DapSession.open();
  const { address, token } = program;
  const attached = session.client.attachRequest({ cwd: FIXTURES, address, token } as never);
  await session.client.setBreakpointsRequest({ source: { path: RAG }, breakpoints: [{ line: 5 }] });
  await session.client.configurationDoneRequest();
  await attached;
  return session;
}

const parent = `import { fork } from "node:child_process";
import { once } from "node:events";
await once(fork(new URL("./child.ts", import.meta.url)), "exit");
console.log("the parent is done");
`;
const child = `import { RagFlow } from "./rag.ts";
console.log("child: " + (await new RagFlow().run({ query: "from a child" })));
process.disconnect?.();
`;

let inspector: WebSocket | undefined;

export const processes: Readonly<Record<string, Feature>> = {
  attach: {
    open: attach,
    async play(session) {
      await lookAround(session);
      await session.client.disconnectRequest({});
    },
  },
  "in a terminal that is long to open": {
    async open({ mask }) {
      const session = await DapSession.open({
        capabilities: { supportsProgressReporting: true },
        async terminal(args) {
          mask(args.args.find((arg) => arg.endsWith("rag-main.mjs")) ?? "", "COMPILED");
          await session.until("progressStart");
          runInTerminal(args);
        },
      });
      await session.start(
        { program: fixture("rag-main.ts"), console: "integratedTerminal", env: { COLOUR: "blue" }, args: ["a b"] },
        { functions: ["Retrieved"] },
      );
      return session;
    },
    async play(session) {
      await lookAround(session);
      await goOn(session);
      await session.ended();
    },
  },
  "a child process": {
    open({ cleanUp, mask }) {
      const { path, file, remove } = workspace(
        { "rag.ts": readFileSync(RAG, "utf8"), "child.ts": child, "main.ts": parent },
        { packages: ["stepwright", "zod", "tsx"] },
      );
      cleanUp(remove);
      mask(path, "WORKSPACE");
      return DapSession.launch(
        { program: file("main.ts"), cwd: path, env: { NODE_OPTIONS: "--import tsx" }, javascript: false },
        { lines: { [file("rag.ts")]: [5] } },
      );
    },
    async play(session) {
      const { threadId } = await session.stopped();
      await session.client.threadsRequest();
      await session.stack(threadId);
      await session.client.stepBackRequest({ threadId });
      await session.stopped();
      await goOn(session, threadId);
      await session.stopped();
      await goOn(session, threadId);
      await session.ended();
    },
  },
  "with a JavaScript session": {
    async open({ cleanUp }) {
      cleanUp(() => inspector?.terminate());
      const session = await DapSession.launch(
        { program: fixture("rag-main.ts"), __javascript: true, stopOnEntry: true },
        { lines: { [RAG]: [14, 5] } },
      );
      const { address } = await session.until<{ address: string }>("stepwright.inspector");
      inspector = await attachInspector(address);
      await session.custom("stepwright.javascript", { state: "ready", address });
      return session;
    },
    async play(session) {
      await lookAround(session);
      await session.client.stepInRequest({ threadId: 1 });
      const asked = await session.until<{ id: number }>("stepwright.stepInto");
      await session.custom("stepwright.stepIntoArmed", { id: asked.id });
      const { frameId } = await lookAround(session);
      await session.custom("stepwright.javascript", { state: "paused" });
      await session.client.threadsRequest();
      await session.stack(1);
      await session.ask("evaluate", { expression: "event", context: "watch", frameId });
      await session.custom("stepwright.javascript", { state: "resumed" });
      inspector?.terminate();
      await session.custom("stepwright.javascript", { state: "ended" });
      await session.client.stepInRequest({ threadId: 1 });
      await session.ended();
    },
  },
};

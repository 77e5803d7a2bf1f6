/** Time travel: back and forth, other lines from there, and recordings. */
import { join } from "node:path";
import { DapSession, fixture } from "../../dap-session.ts";
import { type Feature, goOn, lookAround } from "../feature.ts";

const chain = { program: fixture("chain.ts"), workflow: "Chain", input: { limit: 3 } };
const atThree = { functions: [{ name: "Count", condition: "event.n === 3" }] };

async function back(session: DapSession): Promise<void> {
  await session.client.stepBackRequest({ threadId: 1 });
  await session.stopped();
}

const endOfOne = (session: DapSession): Promise<unknown> =>
  session.until<{ description?: string }>("stopped", ({ description }) => /has ended/.test(description ?? ""));

export const past: Readonly<Record<string, Feature>> = {
  "step back and reverse continue": {
    launch: chain,
    configuration: atThree,
    async play(session) {
      await session.stopped();
      await session.client.stepBackRequest({ threadId: 1 });
      const { frameId, scope } = await lookAround(session);
      await session.client.variablesRequest({ variablesReference: scope("State") });
      await session.client.variablesRequest({ variablesReference: scope("Workflow") });
      await session.evaluate("state.sum + event.n", "watch", frameId);
      await session.ask("evaluate", { expression: "globalThis.x = 1", context: "repl", frameId });
      await back(session);
      await back(session);
      await back(session);
      await session.client.nextRequest({ threadId: 1 });
      await session.stopped();
      await session.client.stepOutRequest({ threadId: 1 });
      await session.stopped();
      await session.setFunctions({ name: "Count", condition: "event.n === 1" }, ...atThree.functions);
      await session.client.reverseContinueRequest({ threadId: 1 });
      await session.stopped();
      await session.client.reverseContinueRequest({ threadId: 1 });
      await session.stopped();
      await goOn(session);
      await session.stopped();
      await goOn(session);
      await session.stopped();
      await session.stack(1);
      await goOn(session);
      await session.ended();
    },
  },
  "edit of the past and restart frame": {
    launch: { program: fixture("rag-main.ts") },
    configuration: { functions: ["synthesize"] },
    async play(session) {
      await session.stopped();
      await session.client.stepBackRequest({ threadId: 1 });
      const { scope } = await lookAround(session);
      const variablesReference = scope("Event");
      await session.ask("setVariable", { variablesReference, name: "query", value: '"prices"' });
      await session.client.variablesRequest({ variablesReference });
      await goOn(session);
      await session.until<{ description?: string }>("stopped", ({ description = "" }) => description === "Forked here");
      const { threadId } = await session.until<{ reason: string; threadId: number }>(
        "stopped",
        ({ reason }) => reason === "function breakpoint",
      );
      await session.client.threadsRequest();
      await session.stack(threadId);
      await goOn(session, threadId);
      await endOfOne(session);
      const frames = await session.stack(1);
      await session.ask("restartFrame", { frameId: frames[1]?.id });
      const again = await session.until<{ threadId: number }>("stopped", (stop) => stop.threadId > threadId);
      await session.until<{ reason: string }>("stopped", ({ reason }) => reason === "fork");
      await session.client.threadsRequest();
      await session.setFunctions();
      await goOn(session, again.threadId);
      await endOfOne(session);
      await goOn(session);
      await session.ended();
    },
  },
  "replay of a recording": {
    async open({ folder }) {
      const recording = join(folder, "chain.stepwright.jsonl");
      const recorded = await DapSession.launch({ ...chain, javascript: false, record: recording });
      await recorded.ended();
      await recorded.close();
      return DapSession.launch(
        { request: "replay", recording },
        { lines: { [fixture("chain.ts")]: [{ line: 15, condition: "event.n === 2" }] } },
      );
    },
    async play(session) {
      const { frameId, scope } = await lookAround(session);
      await session.ask("setVariable", { variablesReference: scope("Event"), name: "limit", value: "5" });
      await session.ask("evaluate", { expression: "send Count {n: 1}", context: "repl" });
      await session.ask("evaluate", { expression: "events", context: "repl" });
      await session.ask("evaluate", { expression: "event.limit + 1", context: "repl", frameId });
      await session.ask("restartFrame", { frameId });
      await goOn(session);
      await lookAround(session);
      await session.client.nextRequest({ threadId: 1 });
      await session.stopped();
      await goOn(session);
      await session.stopped();
      await session.client.threadsRequest();
      await session.stack(1);
      await goOn(session);
      await session.stopped();
      await session.client.reverseContinueRequest({ threadId: 1 });
      await session.stopped();
      await session.ask("pause", { threadId: 1 });
      await session.ask("restart", {});
      await session.stopped();
      await session.client.terminateRequest({});
      await session.until("terminated");
    },
  },
};

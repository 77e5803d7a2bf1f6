/**
 * What is said in a session, feature by feature, held against the files in golden/. A change of them is a change of what
 * an editor sees: read it, then `npx mocha test/dap/golden.test.ts --update` writes it.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Configuration, DapSession, fixture, type LaunchOptions } from "./dap-session.ts";
import { transcript } from "./golden/transcript.ts";

const isUpdate = process.argv.includes("--update");

interface Feature {
  readonly launch: LaunchOptions;
  readonly configuration?: Configuration;
  play(session: DapSession): Promise<unknown>;
}

const rag = { program: fixture("rag-main.ts") };

async function goOn(session: DapSession, threadId = 1): Promise<void> {
  await session.client.continueRequest({ threadId });
}

/** What an editor asks at every stop. */
async function lookAround(session: DapSession): Promise<number> {
  const { threadId } = await session.stopped();
  await session.client.threadsRequest();
  const { id } = await session.top(threadId);
  const { scopes } = (await session.client.scopesRequest({ frameId: id })).body;
  const [event] = scopes;
  if (event !== undefined) await session.client.variablesRequest({ variablesReference: event.variablesReference });
  return id;
}

const features: Record<string, Feature> = {
  "launch and entry": {
    launch: { ...rag, stopOnEntry: true },
    async play(session) {
      await lookAround(session);
      await goOn(session);
      await session.ended();
    },
  },
  "event breakpoint": {
    launch: rag,
    configuration: { lines: { [fixture("rag.ts")]: [5] } },
    async play(session) {
      await lookAround(session);
      await goOn(session);
      await session.ended();
    },
  },
  "condition and logpoint": {
    launch: { ...rag, stopOnEntry: true },
    configuration: {
      lines: { [fixture("rag.ts")]: [{ line: 5, logMessage: "found {event.passages.length} for {state.asked}" }] },
    },
    async play(session) {
      await session.stopped();
      await session.setFunctions(
        { name: "Retrieved", condition: "event.passages.length > 1", hitCondition: "1" },
        { name: "RagFlow.synthesize", condition: "event.query.nothing.here" },
        { name: "Retrieveed" },
      );
      await goOn(session);
      await session.stopped();
      await goOn(session);
      await session.ended();
    },
  },
  "step over and in": {
    launch: { ...rag, stopOnEntry: true },
    async play(session) {
      await session.stopped();
      await session.client.nextRequest({ threadId: 1 });
      await session.stopped();
      await session.client.stepInRequest({ threadId: 1 });
      await session.ended();
    },
  },
  "step out": {
    launch: { program: fixture("fan-out.ts"), workflow: "FanOut", input: { parts: 3 }, stopOnEntry: true },
    async play(session) {
      await session.stopped();
      await session.client.nextRequest({ threadId: 1 });
      await session.stopped();
      await session.client.stepOutRequest({ threadId: 1 });
      await lookAround(session);
      await goOn(session);
      await session.ended();
    },
  },
  "exception filter": {
    launch: { program: fixture("failing.ts"), workflow: "Failing", input: { until: 2 } },
    configuration: { exceptions: ["stepWillRetry"] },
    async play(session) {
      const { threadId } = await session.stopped();
      await session.client.customRequest("exceptionInfo", { threadId });
      await session.client.setExceptionBreakpointsRequest({ filters: [] });
      await goOn(session);
      await session.ended();
    },
  },
  "question and reply": {
    launch: { program: fixture("review.ts"), workflow: "Review", input: { topic: "tea" } },
    async play(session) {
      const { id } = await session.until<{ id: string }>("stepwright.promptOpened");
      await session.until<{ output: string }>("output", ({ output }) => output.includes("Answer here"));
      await session.custom("stepwright.reply", { id, text: "fine" });
      await session.ended();
    },
  },
  "set variable": {
    launch: rag,
    configuration: { lines: { [fixture("rag.ts")]: [5] } },
    async play(session) {
      const frameId = await lookAround(session);
      await session.ask("setExpression", { expression: "event.query", value: "'tea'", frameId });
      await session.ask("setExpression", { expression: "event.query", value: "5", frameId });
      await session.ask("setExpression", { expression: "run.id", value: "5", frameId });
      await session.evaluate("event.query", "watch", frameId);
      await goOn(session);
      await session.ended();
    },
  },
  restart: {
    launch: { ...rag, stopOnEntry: true },
    async play(session) {
      await session.stopped();
      await session.client.restartRequest({});
      await session.stopped();
      await goOn(session);
      await session.ended();
    },
  },
  terminate: {
    launch: { ...rag, stopOnEntry: true },
    async play(session) {
      await session.stopped();
      await session.client.terminateRequest({});
      await session.ended();
    },
  },
  "two runs at once": {
    launch: { program: fixture("two-runs.ts") },
    configuration: { lines: { [fixture("rag.ts")]: [5] } },
    async play(session) {
      const first = await session.stopped();
      await session.client.threadsRequest();
      await session.client.continueRequest({ threadId: first.threadId });
      const second = await session.stopped();
      await session.client.continueRequest({ threadId: second.threadId });
      await session.ended();
    },
  },
};

describe("golden logs", () => {
  for (const [name, { launch, configuration, play }] of Object.entries(features)) {
    it(name, async () => {
      const session = await DapSession.launch({ javascript: false, ...launch }, configuration);
      try {
        await play(session);
      } finally {
        await session.close();
      }
      const file = join(import.meta.dirname, "golden", `${name.replaceAll(/\W+/g, "-")}.txt`);
      const said = transcript(session, { capabilities: name === "launch and entry" });
      if (isUpdate) writeFileSync(file, said);
      assert.ok(existsSync(file), `There is no ${file}: write it with --update.`);
      assert.deepEqual(said.split("\n"), readFileSync(file, "utf8").split("\n"));
    });
  }
});

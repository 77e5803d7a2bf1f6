/** What stops a run, what changes it there, and what is printed on the way. */
import { fixture } from "../../dap-session.ts";
import { type Feature, goOn, lookAround } from "../feature.ts";

const atFound = { functions: [{ name: "Found", hitCondition: "1" }] };
const branches = { program: fixture("branches.ts"), workflow: "Branches" };

export const stops: Readonly<Record<string, Feature>> = {
  "data breakpoint": {
    launch: { program: fixture("watched.ts"), workflow: "Watched" },
    configuration: { functions: ["Counted"] },
    async play(session) {
      const { scope } = await lookAround(session);
      await session.setFunctions();
      const variablesReference = scope("State");
      await session.client.variablesRequest({ variablesReference });
      const { dataId } = (await session.ask("dataBreakpointInfo", { variablesReference, name: "total" })).body;
      await session.ask("dataBreakpointInfo", { variablesReference: scope("Event"), name: "n" });
      await session.ask("setDataBreakpoints", { breakpoints: [{ dataId, accessType: "write" }] });
      await goOn(session);
      const { threadId } = await session.stopped();
      const { id } = await session.top(threadId);
      await session.evaluate("newValue - oldValue", "watch", id);
      await session.ask("setDataBreakpoints", {
        breakpoints: [
          { dataId, accessType: "read", condition: "state.total > 10" },
          { dataId: "Watched state.user.tags", condition: "nobody.there" },
          { dataId: "0x1234" },
        ],
      });
      await goOn(session);
      await session.stopped();
      await goOn(session);
      await session.stopped();
      await session.ask("setDataBreakpoints", { breakpoints: [] });
      await goOn(session);
      await session.ended();
    },
  },
  "exception filter": {
    launch: { program: fixture("failing.ts"), workflow: "Failing", input: { until: 9 } },
    configuration: {
      exceptions: ["stepFailed"],
      exceptionOptions: [
        { filterId: "stepWillRetry", condition: "step.attempt === 2" },
        { filterId: "runFailed", condition: "error.message ===" },
      ],
    },
    async play(session) {
      for (let stop = 0; stop < 2; stop++) {
        const { threadId } = await session.stopped();
        const { id } = await session.top(threadId);
        await session.client.customRequest("exceptionInfo", { threadId });
        await session.evaluate("error.message", "watch", id);
        await goOn(session);
      }
      await session.ended();
    },
  },
  "go to another event, or into one of several steps": {
    launch: branches,
    configuration: atFound,
    async play(session) {
      const { frameId } = await lookAround(session);
      const source = { path: fixture("branches.ts") };
      await session.ask("gotoTargets", { source, line: 15 });
      const { targets } = (await session.ask("gotoTargets", { source, line: 4 })).body;
      await session.ask("goto", { threadId: 1, targetId: targets[1].id });
      await session.stopped();
      const top = await session.top(1);
      await session.ask("stepInTargets", { frameId });
      const { targets: steps } = (await session.ask("stepInTargets", { frameId: top.id })).body;
      await session.ask("stepIn", { threadId: 1, targetId: steps[1].id });
      await session.stopped();
      await session.stack(1);
      await goOn(session);
      await session.ended();
    },
  },
  "pause in a step that is at work": {
    launch: { program: fixture("beside.ts") },
    async play(session) {
      await session.until("thread");
      await session.ask("pause", { threadId: 1 });
      await lookAround(session);
      await session.ask("pause", { threadId: 1 });
      await goOn(session);
      await session.client.terminateRequest({});
      await session.ended();
    },
  },
  "a single thread": {
    launch: { program: fixture("two-runs.ts") },
    configuration: { functions: ["Retrieved"] },
    async play(session) {
      await session.stopped();
      await session.client.threadsRequest();
      await session.ask("continue", { threadId: 1, singleThread: true });
      await session.until<{ output: string }>("output", ({ output }) => output.includes("completed"));
      await session.client.threadsRequest();
      await session.stack(2);
      await session.ask("next", { threadId: 1, singleThread: true });
      await session.ask("next", { threadId: 2, singleThread: true });
      await session.ended();
    },
  },
  "set variable": {
    launch: { program: fixture("rag-main.ts") },
    configuration: { lines: { [fixture("rag.ts")]: [5] } },
    async play(session) {
      const { frameId, scope } = await lookAround(session);
      const [event, state] = [scope("Event"), scope("State")];
      const { variables } = (await session.client.variablesRequest({ variablesReference: event })).body;
      const passages = variables.find(({ name }) => name === "passages")?.variablesReference ?? 0;
      await session.ask("setVariable", { variablesReference: passages, name: "1", value: "event.query + '!'" });
      await session.ask("setVariable", { variablesReference: event, name: "passages", value: "[5]" });
      await session.ask("setVariable", { variablesReference: state, name: "asked", value: "nobody" });
      await session.ask("setVariable", { variablesReference: state, name: "asked", value: "{by: 'hand'}" });
      await session.client.variablesRequest({ variablesReference: state });
      await session.ask("setExpression", { expression: "event.query", value: "'tea'", frameId });
      await session.ask("setExpression", { expression: "event.query", value: "5", frameId });
      await session.ask("setExpression", { expression: "run.id", value: "5", frameId });
      await session.evaluate("event.query", "watch", frameId);
      await goOn(session);
      await session.ended();
    },
  },
  "lines of ctx log": {
    launch: { program: fixture("logging.ts"), workflow: "Logging" },
    async play(session) {
      await session.ended();
    },
  },
};

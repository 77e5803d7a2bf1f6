/** Starting, stopping, stepping and ending. */
import { fixture } from "../../dap-session.ts";
import { type Feature, goOn, lookAround } from "../feature.ts";

const rag = { program: fixture("rag-main.ts") };

export const going: Readonly<Record<string, Feature>> = {
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
      lines: {
        [fixture("rag.ts")]: [
          { line: 5, logMessage: "found {event.passages.length} for {state.asked}" },
          { line: 15, logMessage: "{event.passages} of {event.nothing.here}", hitCondition: ">= 1" },
        ],
      },
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

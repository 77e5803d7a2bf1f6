/** What is typed in the debug console. */
import { type DapSession, fixture } from "../../dap-session.ts";
import type { Feature } from "../feature.ts";

function type(session: DapSession, frameId?: number): (expression: string) => Promise<unknown> {
  return (expression) =>
    session.ask("evaluate", { expression, context: "repl", ...(frameId === undefined ? {} : { frameId }) });
}

export const console: Readonly<Record<string, Feature>> = {
  "question and reply": {
    launch: { program: fixture("review.ts"), workflow: "TypedReview" },
    async play(session) {
      const typed = type(session);
      const { id } = await session.until<{ id: string }>("stepwright.promptOpened");
      await session.until<{ output: string }>("output", ({ output }) => output.includes("Answer here"));
      await typed("reply");
      await typed('reply @2 {"approved": true}');
      await typed('reply {"approved": "perhaps"}');
      await typed("reply perhaps");
      await session.ask("stepwright.reply", { id, fields: { approved: 5 } });
      await session.custom("stepwright.reply", { id, fields: { approved: true, note: "well done" } });
      await session.ended();
    },
  },
  "console and completions": {
    launch: { program: fixture("branches.ts"), workflow: "Branches" },
    configuration: { functions: [{ name: "Found", hitCondition: "1" }] },
    async play(session) {
      const { threadId } = await session.stopped();
      const { id } = await session.top(threadId);
      const typed = type(session, id);
      await typed("help");
      await typed("events");
      await typed("queue");
      await type(session)("queue");
      await typed("send");
      await typed("send Seeen {by: 'hand'}");
      await typed("send Seen {by: 5}");
      await typed("send Seen -> first {by: 'hand'}");
      await typed("send Seen {by: event.text + '!'}");
      await typed("reply yes");
      await typed("await Promise.resolve(event.text)");
      await typed("event.nothing.here");
      await typed("event.");
      for (const text of ["se", "send Se", "send Seen ", "send Seen {by: event.te", "event.te"])
        await session.client.completionsRequest({ text, column: text.length + 1, frameId: id });
      await session.client.nextRequest({ threadId });
      await session.stopped();
      await type(session)("queue");
      await typed("event.text");
      await typed("cancel enough of it");
      await session.ended();
    },
  },
};

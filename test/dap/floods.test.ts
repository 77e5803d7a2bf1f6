/** Much more output than anybody reads: the program goes on, the session answers, and what is not shown is told. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession, fixture } from "./dap-session.ts";

const ROUNDS = fixture("rounds.ts");
const ROUND_LINE =
  readFileSync(ROUNDS, "utf8")
    .split("\n")
    .findIndex((line) => line.startsWith("class Round ")) + 1;
const LEFT_OUT = /([\d,]+) lines of log points were left out/;

type Output = DebugProtocol.OutputEvent["body"];

describe("floods", () => {
  let session: DapSession;
  afterEach(() => session.close());

  const leftOut = (): number =>
    session.outputs.reduce((sum, { output }) => sum + Number(LEFT_OUT.exec(output)?.[1]?.replaceAll(",", "") ?? 0), 0);

  /** The rounds that the log point tells of. */
  const logged = (): number[] => {
    const lines = session.outputs.flatMap(({ output }) => output.split("\n"));
    return lines.flatMap((line) => /^(?:Rounds\.round: )?round (\d+)$/.exec(line)?.slice(1).map(Number) ?? []);
  };

  it("a log point on every event of a busy program shows some lines, tells how many it left out, and pauses", async () => {
    session = await DapSession.launch(
      { program: ROUNDS, workflow: "Rounds", record: false },
      { lines: { [ROUNDS]: [{ line: ROUND_LINE, logMessage: "round {event.n}" }] } },
    );
    const { threadId } = await session.until<{ threadId: number }>("thread");
    while (leftOut() < 50_000) await session.until<Output>("output", ({ output }) => LEFT_OUT.test(output));
    await session.client.pauseRequest({ threadId });
    await session.stopped();

    const { id } = await session.top(threadId);
    const hits = Number((await session.evaluate("event.n", "watch", id)).result);
    const shown = logged().length;
    assert.equal(shown + leftOut(), hits, "each line is shown, or counted among those that are not");
    assert.ok(shown < hits / 2, `${shown} of ${hits} lines came`);
    assert.ok(session.outputs.length < shown / 2, `${shown} lines came in ${session.outputs.length} messages`);

    await session.client.terminateRequest({});
    await session.ended();
  }).timeout(60_000);

  it("a log point that is hit some thousand times leaves nothing out", async () => {
    session = await DapSession.launch(
      { program: ROUNDS, workflow: "Rounds" },
      {
        lines: { [ROUNDS]: [{ line: ROUND_LINE, logMessage: "round {event.n}", hitCondition: "<= 3000" }] },
      },
    );
    await session.until<Output>("output", ({ output }) => output.endsWith("round 3000\n"));
    assert.deepEqual(
      logged(),
      Array.from({ length: 3000 }, (_, n) => n + 1),
    );
    assert.equal(leftOut(), 0);
  }).timeout(60_000);

  it("thousands of lines of ctx.log come through, many at a time, and a pause between them", async () => {
    session = await DapSession.launch({ program: ROUNDS, workflow: "Logs", input: { lines: 30_000 } });
    await session.until<Output>("output", ({ output }) => output.startsWith("line "));
    await session.client.pauseRequest({ threadId: 1 });
    await session.stopped();
    await session.client.continueRequest({ threadId: 1 });
    assert.equal(await session.ended(), 0);

    const lines = session.output("stdout").split("\n");
    assert.equal(lines.length, 30_001);
    assert.equal(lines[29_999], "line 30000");
    const events = session.outputs.filter(({ category }) => category === "stdout");
    assert.ok(events.length < 10_000, `${events.length} events`);
    assert.ok(events.every(({ source }) => source?.name === "rounds.ts"));
  }).timeout(60_000);

  it("lines of thousands of dispatches come through without a group for each", async () => {
    session = await DapSession.launch({ program: ROUNDS, workflow: "LoggedRounds" });
    assert.equal(await session.ended(), 0);

    const lines = session.output("stdout").split("\n").slice(0, -1);
    const plain = lines.map((line) => line.replace("LoggedRounds.round: ", ""));
    const wanted = Array.from({ length: 4_000 }, (_, n) => [`round ${n + 1} begins`, `round ${n + 1} ends`]);
    assert.deepEqual(plain, wanted.flat());
    assert.ok(session.outputs.length < 4_000, `${session.outputs.length} events`);
    const named = session.outputs.filter(({ output }) => output.includes("LoggedRounds.round: "));
    assert.ok(
      named.every(({ output }) =>
        output
          .split("\n")
          .slice(0, -1)
          .every((line) => /^LoggedRounds\.round: /.test(line)),
      ),
    );
  }).timeout(60_000);

  it("short runs without end are told of as fast as the client reads, and pause", async () => {
    session = await DapSession.launch({ program: fixture("short-runs.ts") });
    for (let count = 0; count < 2000; count++) await session.until("thread");
    let answer: DebugProtocol.Response;
    do {
      const { threads } = (await session.client.threadsRequest()).body;
      // That run may be over by now.
      answer = await session.ask("pause", { threadId: threads[0]?.id ?? 0 });
    } while (!answer.success);
    await session.stopped();
    await session.client.terminateRequest({});
    await session.ended();
  }).timeout(60_000);
});

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DapSession, fixture } from "./dap-session.ts";

describe("a recording that has reached its bound", () => {
  let folder: string;
  let session: DapSession;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-rotation-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => session.close());

  const chain = {
    program: fixture("chain.ts"),
    workflow: "Chain",
    input: { limit: 3000 },
    env: { STEPWRIGHT_RECORD_MB: "0.1" },
  };
  const at = (n: number): object => ({ functions: [{ name: "Count", condition: `event.n === ${n}` }] });
  const shown = async (threadId: number): Promise<number[]> => {
    const { id } = await session.top(threadId);
    const [event, state] = [await session.look(id, "Event"), await session.look(id, "State")];
    return [Number(event["n"]), Number(state["sum"])];
  };
  const sumBefore = (n: number): number => (n * (n - 1)) / 2;

  it("is travelled as far as it goes, and says what is the oldest", async () => {
    session = await DapSession.launch(chain, at(2500));
    const { threadId } = await session.stopped();
    for (let n = 2499; n > 2490; n--) {
      await session.client.stepBackRequest({ threadId });
      await session.stopped();
      assert.deepEqual(await shown(threadId), [n, sumBefore(n)]);
    }
    await session.client.reverseContinueRequest({ threadId });
    const oldest = await session.until<{ description: string; text: string }>("stopped");
    assert.equal(oldest.description, "Oldest event in the recording");
    assert.match(
      oldest.text,
      /^Count → add is the oldest: what came before was dropped when .* reached its size bound\.$/,
    );
    const [first = 0, sum] = await shown(threadId);
    assert.ok(first > 1500 && first < 2400, `the oldest is ${first}`);
    assert.equal(sum, sumBefore(first));
    await session.client.stepBackRequest({ threadId });
    assert.equal((await session.stopped()).description, "Oldest event in the recording");
    // Forth to now, then on: the file is another one afterwards.
    await session.client.continueRequest({ threadId });
    assert.match((await session.stopped()).description ?? "", /\(now\)/);
    await session.setFunctions({ name: "Count", condition: "event.n === 2990" });
    await session.client.continueRequest({ threadId });
    await session.stopped();
    await session.client.stepBackRequest({ threadId });
    await session.stopped();
    assert.deepEqual(await shown(threadId), [2989, sumBefore(2989)]);
    await session.setFunctions();
    await session.client.terminateRequest({});
    await session.ended();
  });

  it("is readable when the program is killed", async () => {
    const recording = join(folder, "killed.stepwright.jsonl");
    session = await DapSession.launch({ ...chain, record: recording }, at(2500));
    await session.stopped();
    process.kill(session.pids[0] ?? 0, "SIGKILL");
    await session.until("terminated");
    await session.close();
    assert.deepEqual(readdirSync(folder).sort(), ["killed.earlier.stepwright.jsonl", "killed.stepwright.jsonl"]);
    session = await DapSession.launch({ recording, stopOnEntry: false });
    const { threadId, description } = await session.stopped();
    assert.equal(description, "End of the recording");
    assert.deepEqual(await shown(threadId), [2500, sumBefore(2500)]);
  });
});

import assert from "node:assert/strict";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DapSession, fixture, gone } from "./dap-session.ts";

/** What a session keeps for itself alone: its recording, and what it has read of it. */
describe("temporary folders of a session", () => {
  let folder: string;
  let session: DapSession | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-temporary-"));
  });
  afterEach(async () => {
    await session?.close();
    session = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  const chain = { program: fixture("chain.ts"), workflow: "Chain", input: { limit: 5 } };
  const launch = (): Promise<DapSession> => DapSession.launch(chain, { functions: ["add"], env: { TMPDIR: folder } });
  const folders = (): string[] =>
    readdirSync(folder).filter((name) => /^stepwright-(recording|checkpoints)-/.test(name));

  /** Folders of an adapter and a program that were killed so that neither could tidy up. */
  async function leaveBehind(): Promise<string[]> {
    const killed = await launch();
    const { threadId } = await killed.stopped();
    // Read, so that it has its other folders, too.
    await killed.client.stepBackRequest({ threadId });
    await killed.stopped();
    killed.adapter.kill("SIGSTOP");
    for (const pid of killed.pids) process.kill(-pid, "SIGKILL");
    killed.adapter.kill("SIGKILL");
    await gone(killed.adapter.pid ?? 0, "the adapter");
    await killed.close();
    return folders();
  }

  it("are removed by the next session where adapter and program were killed", async () => {
    const left = await leaveBehind();
    assert.ok(left.length >= 1);
    session = await launch();
    await session.stopped();
    assert.deepEqual(
      folders().filter((name) => left.includes(name)),
      [],
    );
    assert.equal(folders().length, 1);
    await session.close();
    assert.deepEqual(folders(), []);
  });

  it("are left alone where their session lives, or where they are somebody else's", async () => {
    const [dead = ""] = await leaveBehind();
    const other = `${dead.slice(0, -6)}oThErS`;
    const kept = [
      `stepwright-recording-${process.pid}-aB3dE6`,
      "stepwright-recording-notes",
      `${dead}-copy`,
      `my-${dead}`,
      ...(process.getuid?.() === 0 ? [other] : []),
    ];
    for (const name of kept) mkdirSync(join(folder, name));
    // Only root can give a folder away.
    if (kept.includes(other)) chownSync(join(folder, other), 12345, 12345);
    const link = `${dead.slice(0, -6)}aLiNkX`;
    symlinkSync(folder, join(folder, link));
    session = await launch();
    await session.stopped();
    const { pid } = session.adapter;
    await session.close();
    const there = readdirSync(folder);
    for (const name of [...kept, link]) assert.ok(there.includes(name), `${name} is gone`);
    assert.ok(!there.includes(dead));
    assert.deepEqual(
      folders().filter((name) => name.includes(`-${pid}-`)),
      [],
    );
  });

  it("are removed when the program is killed, and at a restart", async () => {
    session = await launch();
    await session.stopped();
    await session.client.restartRequest({});
    await session.stopped();
    assert.equal(folders().length, 1);
    process.kill(session.pids.at(-1) ?? 0, "SIGKILL");
    await session.until("terminated");
    assert.deepEqual(folders(), []);
  });
});

/** Sessions, one after the other and side by side, that begin and end in every way there is; and what is left of them. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DapSession, fixture, gone, type LaunchOptions } from "./dap-session.ts";

/** Marks every process of a round, however far down. */
const MARK = "STEPWRIGHT_CYCLES";
const DEADLINE = 10_000;

type Way = (open: (options: LaunchOptions) => Promise<DapSession>) => Promise<DapSession>;

const held = { program: fixture("rag-main.ts"), stopOnEntry: true };
const asking = { program: fixture("review.ts"), workflow: "Review", input: { topic: "tea" } };

const ways: Readonly<Record<string, Way>> = {
  async "runs to its end"(open) {
    const session = await open({ program: fixture("rag-main.ts") });
    assert.equal(await session.ended(), 0);
    return session;
  },
  async "is stopped at a stop"(open) {
    const session = await open(held);
    await session.stopped();
    await session.client.terminateRequest({});
    await session.ended();
    return session;
  },
  async "is left at a stop"(open) {
    const session = await open(held);
    await session.stopped();
    return session;
  },
  async "is left with a question open"(open) {
    const session = await open(asking);
    await session.until("stepwright.promptOpened");
    return session;
  },
  async "is left while it starts"(open) {
    return open({ program: fixture("slow.ts"), workflow: "Loop" });
  },
  async "restarts, then is left"(open) {
    const session = await open(held);
    await session.stopped();
    await session.client.restartRequest({});
    await session.stopped();
    return session;
  },
  async "loses its program"(open) {
    const session = await open(held);
    await session.stopped();
    process.kill(session.pids[0] ?? 0, "SIGKILL");
    await session.ended();
    return session;
  },
  async "loses its adapter"(open) {
    const session = await open(held);
    await session.stopped();
    session.adapter.kill("SIGKILL");
    for (const pid of session.pids) await gone(pid, "the program");
    return session;
  },
};

export interface CyclesOptions {
  readonly count: number;
  /** Sessions at a time. */
  readonly atOnce: number;
  done?(count: number): void;
}

/** Runs that many sessions. Rejects where one fails, or where a process, a handle or a temporary file is left. */
export async function cycles({ count, atOnce, done = () => {} }: CyclesOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stepwright-cycles-"));
  const mark = randomUUID();
  const env = { TMPDIR: folder, [MARK]: mark };
  const names = Object.keys(ways);
  const handles = openHandles();
  let next = 0;
  let finished = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const name = names[next++ % names.length] as string;
      try {
        const session = await (ways[name] as Way)((options) => DapSession.launch(options, { env }));
        await session.close();
      } catch (error) {
        throw new Error(`Cycle ${next}, a session that ${name}: ${(error as Error).message}`, { cause: error });
      }
      done(++finished);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, worker));
    await until(
      () => processesMarked(mark).length === 0,
      () => `processes are left: ${processesMarked(mark).join(", ")}`,
    );
    // What a killed adapter leaves, the next launch removes.
    await (await DapSession.launch({ program: fixture("idle.ts") }, { env })).close();
    assert.deepEqual(filesBelow(folder), [], "temporary files are left");
    await until(
      () => openHandles() <= handles,
      () => `${openHandles() - handles} handles of this process are left`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Restarts one session that many times: neither the adapter nor the number of its handles and processes may grow. */
export async function restarts(count: number): Promise<void> {
  const session = await DapSession.launch(held);
  const sizes: string[] = [];
  for (let n = 0; n < count; n++) {
    await session.stopped();
    // What belongs to the last program may close a moment later.
    const before = sizes[2];
    if (before !== undefined)
      await until(
        () => sizeOf(session) === before,
        () => `after ${n} restarts the adapter has ${sizeOf(session)}, at first ${before}`,
      );
    sizes.push(sizeOf(session));
    await session.client.restartRequest({});
  }
  await session.stopped();
  await session.close();
}

function sizeOf(session: DapSession): string {
  const pid = session.adapter.pid ?? 0;
  const children = listOf(() => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(/\s+/));
  return `${listOf(() => readdirSync(`/proc/${pid}/fd`)).length} handles and ${children.length} children`;
}

function openHandles(): number {
  return listOf(() => readdirSync("/proc/self/fd")).length;
}

function processesMarked(mark: string): string[] {
  return listOf(() => readdirSync("/proc").filter((name) => /^\d+$/.test(name))).filter((pid) =>
    listOf(() => readFileSync(`/proc/${pid}/environ`, "utf8").split("\0")).includes(`${MARK}=${mark}`),
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" });
}

/** Nothing where there is no /proc, or the process has ended meanwhile. */
function listOf(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

async function until(fits: () => boolean, problem: () => string): Promise<void> {
  const deadline = Date.now() + DEADLINE;
  while (!fits()) {
    if (Date.now() > deadline) assert.fail(problem());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

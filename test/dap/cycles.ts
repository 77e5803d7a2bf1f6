/** Sessions, one after the other and side by side, that begin and end in every way there is; and what is left of them. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { held, type Way, ways } from "./cycle-ways.ts";
import { DapSession, fixture } from "./dap-session.ts";

/** Marks every process of a round, however far down. */
const MARK = "STEPWRIGHT_CYCLES";
const DEADLINE = 10_000;

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
        const session = await (ways[name] as Way)({
          ...{ env, folder },
          launch: (options, configuration) => DapSession.launch(options, { env, ...configuration }),
        });
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

/** Without the folder in which programs tell where they can be attached to, which is for all of them. */
function filesBelow(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return all.filter((name) => !/^stepwright-[^/]*(?:\/programs)?$/.test(name));
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

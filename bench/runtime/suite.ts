import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileJournal } from "../../src/runtime/node/file-journal.ts";
import type { BenchCase } from "./cases.ts";
import * as peers from "./peers.ts";
import * as stepwright from "./stepwright.ts";

function group(name: string, cases: readonly (readonly [string, number, BenchCase["run"]])[]): BenchCase[] {
  return cases.map(([subject, size, run]) => ({ group: name, subject, size, run }));
}

async function onDisk(size: number, fsync: "tick" | "never"): Promise<undefined> {
  const folder = mkdtempSync(join(tmpdir(), "stepwright-bench-"));
  try {
    await stepwright.hopsWithJournal(size, () => new FileJournal(join(folder, "run.jsonl"), { fsync }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Everything that is measured, in the order of the table. */
export const suite: readonly BenchCase[] = [
  ...group("hops", [
    ["bare loop", 5000, peers.bare],
    ["bare loop with zod", 5000, peers.bareZod],
    ["stepwright", 5000, stepwright.hops],
    ["stepwright", 2000, stepwright.hops],
    ["stepwright", 200_000, stepwright.hops],
    ["xstate", 5000, peers.xstate],
    ["@llamaindex/workflow-core", 5000, peers.llamaindex],
  ]),
  ...group("inspector", [
    ["none", 20_000, stepwright.hops],
    ["no-op inspector", 20_000, (size) => stepwright.hops(size, { inspectors: [stepwright.idleInspector] })],
  ]),
  ...group("fan-out, fan-in", [
    ...[100, 1000, 10_000, 100_000].flatMap((size) => [
      ["stepwright collectEvents", size, (items: number) => stepwright.fanOut(items, "collectEvents")] as const,
      ["stepwright @step(collect())", size, (items: number) => stepwright.fanOut(items, "collect")] as const,
    ]),
    ["stepwright collectEvents, each time a new list", 1000, (items) => stepwright.fanOut(items, "new lists")],
    ["stepwright collectEvents, each time a new list", 10_000, (items) => stepwright.fanOut(items, "new lists")],
    ["@llamaindex/workflow-core", 100, peers.llamaindexFanOut],
    ["@llamaindex/workflow-core", 1000, peers.llamaindexFanOut],
  ]),
  ...group("runs of 5 steps", [["stepwright", 10_000, stepwright.concurrentRuns]]),
  ...group("pending events", [["stepwright", 100_000, stepwright.pendingEvents]]),
  ...group("snapshot after ticks", [
    ["stepwright", 100, stepwright.snapshots],
    ["stepwright", 100_000, stepwright.snapshots],
  ]),
  ...group("journal on disk", [
    ["in memory", 2000, stepwright.hops],
    ["no fsync", 2000, (size) => onDisk(size, "never")],
    ["fsync", 200, (size) => onDisk(size, "tick")],
  ]),
];

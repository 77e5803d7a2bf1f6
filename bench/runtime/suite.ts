import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileJournal } from "../../src/runtime/node/file-journal.ts";
import type { BenchCase } from "./cases.ts";
import * as peers from "./peers.ts";
import * as stepwright from "./stepwright.ts";

const hops = (subject: string, size: number, run: BenchCase["run"], repeats = 5): BenchCase => ({
  group: "hops",
  subject,
  size,
  run,
  repeats,
});

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
  hops("bare loop", 5000, peers.bare, 21),
  hops("bare loop with zod", 5000, peers.bareZod, 21),
  hops("stepwright", 5000, (size) => stepwright.hops(size), 21),
  hops("xstate", 5000, peers.xstate),
  hops("@llamaindex/workflow-core", 5000, peers.llamaindex, 3),
  hops("stepwright", 2000, (size) => stepwright.hops(size), 51),
  hops("stepwright", 200_000, (size) => stepwright.hops(size), 3),
  { group: "inspector", subject: "none", size: 20_000, run: (size) => stepwright.hops(size), repeats: 15 },
  {
    group: "inspector",
    subject: "no-op inspector",
    size: 20_000,
    run: (size) => stepwright.hops(size, { inspectors: [stepwright.idleInspector] }),
    repeats: 15,
  },
  ...[100, 1000, 10_000, 100_000].flatMap((size): BenchCase[] => [
    {
      group: "fan-out, fan-in",
      subject: "stepwright collectEvents",
      size,
      run: (items) => stepwright.fanOut(items, "collectEvents"),
      repeats: size > 10_000 ? 3 : 9,
    },
    {
      group: "fan-out, fan-in",
      subject: "stepwright @step(collect())",
      size,
      run: (items) => stepwright.fanOut(items, "collect"),
      repeats: size > 10_000 ? 3 : 9,
    },
  ]),
  ...[100, 1000].map(
    (size): BenchCase => ({
      group: "fan-out, fan-in",
      subject: "@llamaindex/workflow-core",
      size,
      run: peers.llamaindexFanOut,
      repeats: 3,
    }),
  ),
  { group: "runs of 5 steps", subject: "stepwright", size: 10_000, run: stepwright.concurrentRuns, repeats: 3 },
  { group: "pending events", subject: "stepwright", size: 100_000, run: stepwright.pendingEvents, repeats: 3 },
  { group: "snapshot after ticks", subject: "stepwright", size: 100, run: stepwright.snapshots, repeats: 5 },
  { group: "snapshot after ticks", subject: "stepwright", size: 100_000, run: stepwright.snapshots, repeats: 3 },
  { group: "journal on disk", subject: "in memory", size: 2000, run: (size) => stepwright.hops(size), repeats: 9 },
  { group: "journal on disk", subject: "no fsync", size: 2000, run: (size) => onDisk(size, "never"), repeats: 5 },
  { group: "journal on disk", subject: "fsync", size: 2000, run: (size) => onDisk(size, "tick"), repeats: 3 },
];

/** How fast a program runs with the debugger's probe in it, beside its speed without. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { type BreakpointSpec, PROBE_ENVIRONMENT_VARIABLE } from "../../src/debugger/protocol/probe.ts";
import { listenForProbe } from "../../src/debugger/protocol/probe-server.ts";
import { report } from "./measurement.ts";

const HOPS = 20_000;
const REPEATS = 5;
/** Each subject is measured so often, in turns; the fastest counts. */
const ROUNDS = 4;
const root = fileURLToPath(new URL("../..", import.meta.url));

interface Debugged {
  readonly breakpoints: readonly BreakpointSpec[];
  /** Whether all is recorded, as it is after F5. */
  readonly isRecorded: boolean;
}

/** Hops a second; of the program alone where it is not debugged. */
async function measure(program: string, debugged: Debugged | undefined): Promise<number> {
  const args = ["--enable-source-maps", program, String(HOPS), String(REPEATS)];
  if (debugged === undefined) return run(args, process.env);
  const recording = join(folder, "hops.stepwright.jsonl");
  const server = await listenForProbe({
    connected(connection) {
      void connection.request("configure", {
        breakpoints: [...debugged.breakpoints],
        exceptions: [],
        dataBreakpoints: [],
        stopOnEntry: false,
        noDebug: false,
        ...(debugged.isRecorded ? { record: { path: recording, temporary: false, sources: [program] } } : {}),
      });
    },
    refused(reason) {
      throw new Error(reason);
    },
  });
  try {
    const probe = pathToFileURL(join(root, "dist/debugger/probe.js")).href;
    const env = { ...process.env, [PROBE_ENVIRONMENT_VARIABLE]: JSON.stringify(server.address) };
    return await run(["--import", probe, ...args], env);
  } finally {
    server.close();
    rmSync(recording, { force: true });
  }
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the program ended with ${code}`);
  return Number(text);
}

const folder = mkdtempSync(join(tmpdir(), "stepwright-bench-"));
try {
  const program = join(folder, "hops.mjs");
  await build({
    entryPoints: [join(root, "bench/debugger/programs/hops.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "warning",
  });
  const conditions = Array.from({ length: 100 }, (_, n) => ({
    id: n + 1,
    event: "Hop",
    condition: `event.n === -${n + 1}`,
  }));
  const subjects: Readonly<Record<string, Debugged | undefined>> = {
    bare: undefined,
    probe: { breakpoints: [], isRecorded: false },
    conditions: { breakpoints: conditions, isRecorded: false },
    recorded: { breakpoints: [], isRecorded: true },
  };
  const speeds = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, debugged] of Object.entries(subjects))
      speeds.set(name, Math.max(speeds.get(name) ?? 0, await measure(program, debugged)));
  }
  const bare = speeds.get("bare") ?? 0;
  const share = (name: string): number => (100 * (speeds.get(name) ?? 0)) / bare;
  report([
    { what: "speed without the debugger", value: bare, unit: "hops/s" },
    {
      what: "speed with the probe, of that without",
      value: share("probe"),
      unit: "%",
      goal: { bound: "least", limit: 70 },
    },
    {
      what: "speed with 100 breakpoints whose conditions are false",
      value: share("conditions"),
      unit: "%",
      goal: { bound: "least", limit: 40 },
    },
    {
      what: "speed with the probe and the recording, as after F5",
      value: share("recorded"),
      unit: "%",
      goal: { bound: "least", limit: 100 / 3 },
    },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}

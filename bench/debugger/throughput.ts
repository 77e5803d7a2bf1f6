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

/** Hops a second; without breakpoints where the probe is to be left out. */
async function measure(program: string, breakpoints: readonly BreakpointSpec[] | undefined): Promise<number> {
  const args = ["--enable-source-maps", program, String(HOPS), String(REPEATS)];
  if (breakpoints === undefined) return run(args, process.env);
  const server = await listenForProbe({
    connected(connection) {
      void connection.request("configure", {
        breakpoints: [...breakpoints],
        exceptions: [],
        dataBreakpoints: [],
        stopOnEntry: false,
        noDebug: false,
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
  const subjects = { bare: undefined, probe: [], conditions };
  const speeds = { bare: 0, probe: 0, conditions: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of Object.keys(subjects) as (keyof typeof subjects)[])
      speeds[name] = Math.max(speeds[name], await measure(program, subjects[name]));
  }
  const share = (speed: number): number => (100 * speed) / speeds.bare;
  report([
    { what: "speed without the debugger", value: speeds.bare, unit: "hops/s" },
    {
      what: "speed with the probe, of that without",
      value: share(speeds.probe),
      unit: "%",
      goal: { bound: "least", limit: 70 },
    },
    {
      what: "speed with 100 breakpoints whose conditions are false",
      value: share(speeds.conditions),
      unit: "%",
      goal: { bound: "least", limit: 40 },
    },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}

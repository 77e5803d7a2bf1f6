/** A real program with the real probe in a child process, and a scripted peer in the adapter's place. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  PROBE_ENVIRONMENT_VARIABLE,
  type ProbeEvents,
  type ProbeRequests,
  probeEvents,
} from "../../src/debugger/protocol/probe.ts";
import type { ProbeConnection } from "../../src/debugger/protocol/probe-connection.ts";
import { listenForProbe, type ProbeServer } from "../../src/debugger/protocol/probe-server.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const DEADLINE = 45_000;

export type Configuration = ProbeRequests["configure"]["arguments"];
type Variable = ProbeRequests["variables"]["body"]["variables"][number];
type Frame = ProbeRequests["stack"]["body"]["frames"][number];
type ScopeName = ProbeRequests["scopes"]["body"]["scopes"][number]["name"];
type Recorded = { [K in keyof ProbeEvents]: { event: K; body: ProbeEvents[K] } }[keyof ProbeEvents];

let built: Promise<string> | undefined;
const scratch = mkdtempSync(join(tmpdir(), "stepwright-probe-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));

/** The probe's and the program's bundles: what runs is plain JavaScript, as after an F5. */
async function bundle(source: string, name: string): Promise<string> {
  const outfile = join(scratch, `${name}.mjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "error",
  });
  return outfile;
}

const programs = new Map<string, Promise<string>>();

export interface StartOptions extends Partial<Configuration> {
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves the first `configure` to the test. */
  readonly unconfigured?: boolean;
}

/** Starts `programs/<name>.ts` and connects. */
export async function start(name: string, options: StartOptions = {}): Promise<Debuggee> {
  built ??= bundle("src/debugger/probe/main.ts", "probe");
  let program = programs.get(name);
  if (program === undefined) {
    program = bundle(join("test/probe/programs", `${name}.ts`), name);
    programs.set(name, program);
  }
  const [probe, file] = await Promise.all([built, program]);
  const debuggee = new Debuggee();
  await debuggee.launch(probe, file, options);
  return debuggee;
}

export class Debuggee {
  readonly events: Recorded[] = [];
  stdout = "";
  stderr = "";
  connection!: ProbeConnection;
  process!: ChildProcess;
  /** Resolves with the exit code. */
  exited!: Promise<number | null>;
  server!: ProbeServer;
  readonly #taken = new Set<Recorded>();
  #wake: () => void = () => {};

  async launch(probe: string, program: string, options: StartOptions): Promise<void> {
    const connected = new Promise<ProbeConnection>((done, fail) => {
      void listenForProbe({ connected: done, refused: (reason) => fail(new Error(reason)) }).then((server) => {
        this.server = server;
        this.process = spawn(
          process.execPath,
          [
            ...(options.nodeArgs ?? []),
            "--import",
            pathToFileURL(probe).href,
            "--enable-source-maps",
            program,
            ...(options.args ?? []),
          ],
          {
            env: { ...process.env, [PROBE_ENVIRONMENT_VARIABLE]: JSON.stringify(server.address), ...options.env },
            stdio: ["ignore", "pipe", "pipe", "ipc"],
          },
        );
        this.process.stdout?.on("data", (chunk) => this.#hear("stdout", chunk));
        this.process.stderr?.on("data", (chunk) => this.#hear("stderr", chunk));
        // Not the event "close": it does not come after a disconnect from this side.
        const streams = [this.process.stdout, this.process.stderr].map((stream) => once(stream as Readable, "end"));
        this.exited = Promise.all([once(this.process, "exit"), ...streams]).then(([[code]]) => {
          this.#wake();
          fail(new Error(`The program ended with ${code} before it connected.\n${this.stderr}`));
          return code as number | null;
        });
      });
    });
    this.connection = await connected;
    for (const name of Object.keys(probeEvents) as (keyof ProbeEvents)[]) {
      (this.connection.handlers as Record<string, (body: unknown) => void>)[name] = (body) => {
        this.events.push({ event: name, body } as Recorded);
        this.#wake();
      };
    }
    this.connection.onClosed = (problem) => {
      if (problem !== undefined) this.stderr += `PROTOCOL: ${problem}\n`;
      this.#wake();
    };
    if (!options.unconfigured) await this.configure(options);
  }

  configure(options: Partial<Configuration>): Promise<unknown> {
    const { breakpoints = [], dataBreakpoints = [], exceptions = [], stopOnEntry = false, noDebug = false } = options;
    return this.request("configure", { breakpoints, dataBreakpoints, exceptions, stopOnEntry, noDebug });
  }

  request<K extends keyof ProbeRequests>(
    command: K,
    args: ProbeRequests[K]["arguments"],
  ): Promise<ProbeRequests[K]["body"]> {
    return this.connection.request(command, args);
  }

  /** The earliest event of one of these names that nobody took yet. */
  takeAny<K extends keyof ProbeEvents>(...names: K[]): Promise<Extract<Recorded, { event: K }>> {
    return this.until(
      () => {
        const found = this.events.find((each) => names.includes(each.event as K) && !this.#taken.has(each));
        if (found !== undefined) this.#taken.add(found);
        return found as Extract<Recorded, { event: K }> | undefined;
      },
      `event ${names.join(" or ")}`,
    );
  }

  async take<K extends keyof ProbeEvents>(name: K): Promise<ProbeEvents[K]> {
    return (await this.takeAny(name)).body as ProbeEvents[K];
  }

  /** Waits for a condition, with a deadline. */
  async until<T>(ask: () => T | undefined | false, what: string): Promise<T> {
    const deadline = Date.now() + DEADLINE;
    for (;;) {
      const found = ask();
      if (found !== undefined && found !== false) return found;
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(`No ${what}.\n${JSON.stringify(this.events.slice(-5))}\n${this.stdout}\n${this.stderr}`);
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((wake) => {
        this.#wake = wake;
        timer = setTimeout(wake, Math.min(left, 50));
      });
      clearTimeout(timer);
    }
  }

  stopped(): Promise<ProbeEvents["stopped"]> {
    return this.take("stopped");
  }

  async stack(thread: number): Promise<Frame[]> {
    return (await this.request("stack", { thread, start: 0, count: 0 })).frames;
  }

  /** `Retrieved → synthesize`, newest first. */
  async chain(thread: number): Promise<string[]> {
    return (await this.stack(thread)).map(({ event, step }) => (step === undefined ? event : `${event} → ${step}`));
  }

  async top(thread: number): Promise<Frame> {
    const [top] = await this.stack(thread);
    if (top === undefined) throw new Error("The stack is empty.");
    return top;
  }

  /** The reference of a scope of the run's top frame. */
  async scope(thread: number, name: ScopeName, level = 0): Promise<number> {
    const frame = (await this.stack(thread))[level];
    const { scopes } = await this.request("scopes", { frameId: frame?.frameId ?? -1 });
    return scopes.find((scope) => scope.name === name)?.reference ?? -1;
  }

  async variables(reference: number): Promise<Variable[]> {
    return (await this.request("variables", { reference })).variables;
  }

  /** A scope of the top frame as name → value. */
  async look(thread: number, name: ScopeName, level = 0): Promise<Record<string, string>> {
    const variables = await this.variables(await this.scope(thread, name, level));
    return Object.fromEntries(variables.map((variable) => [variable.name, variable.value]));
  }

  async evaluate(
    thread: number,
    expression: string,
    context: ProbeRequests["evaluate"]["arguments"]["context"] = "watch",
  ): Promise<string> {
    const { frameId } = await this.top(thread);
    return (await this.request("evaluate", { expression, frameId, context })).value;
  }

  /** Ends whatever is left. */
  async close(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill("SIGKILL");
    this.server.close();
    await this.exited;
  }

  #hear(stream: "stdout" | "stderr", chunk: Buffer): void {
    this[stream] += chunk.toString();
    this.#wake();
  }
}

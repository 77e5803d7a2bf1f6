/** The session from launch to end: starts the program, restarts it, stops it, and says once that it is over. */

import type { ProgramExit } from "../launcher/debuggee.ts";
import type { Analysis } from "../launcher/find-workflow.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { ProbeConnection, ProbeEventHandlers } from "../protocol/probe-connection.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import { type LaunchConfiguration, readLaunchConfiguration } from "./launch-configuration.ts";
import { Progress } from "./progress.ts";
import { Target } from "./target.ts";
import type { Trace } from "./trace.ts";
import { WatchedStart } from "./watched-start.ts";

export interface LifecycleHandlers {
  /** A program is about to start: what is known of an earlier one is void. Throws where the configuration cannot be used. */
  starting(configuration: LaunchConfiguration): void;
  /** The program's files are known. */
  sources(files: readonly string[]): void;
  /** What the probe must know before the first line runs. */
  configuration(): ProbeRequests["configure"]["arguments"];
  readonly events: ProbeEventHandlers;
  /** What the program writes to its streams, as it comes. */
  output(category: "stdout" | "stderr", text: string): void;
  /** Resolves when the JavaScript session of the program that was stopped has ended too. */
  javaScriptEnded(): Promise<void>;
  /** A JavaScript session is asked to attach there. */
  javaScriptAt(address: string): void;
  /** The process has ended, and its probe with it. Returns what to tell the user, where there is something. */
  ended(exit: ProgramExit, target: Target): Promise<string | undefined>;
}

/** How long a stop waits for the runs to be cancelled. */
const GRACE_MS = 2000;
const DISCONNECT_GRACE_MS = 500;
/** How long a program without its probe may take to end by itself. */
const LOST_MS = 2000;

export class Lifecycle {
  readonly #client: Client;
  readonly #link: DebuggeeLink;
  readonly #trace: Trace;
  readonly #analysis: Analysis;
  readonly #handlers: LifecycleHandlers;
  #configuration: LaunchConfiguration | undefined;
  #target: Target | undefined;
  #watch: WatchedStart | undefined;
  /** Settles when the start that is under way has come to something. */
  #starting: Promise<unknown> = Promise.resolve();
  #stopping = false;
  #restarting = false;
  #terminated = false;
  readonly #configured: Promise<void>;
  #setConfigured: () => void = () => {};

  constructor(client: Client, link: DebuggeeLink, trace: Trace, analysis: Analysis, handlers: LifecycleHandlers) {
    this.#client = client;
    this.#link = link;
    this.#trace = trace;
    this.#analysis = analysis;
    this.#handlers = handlers;
    this.#configured = new Promise((resolve) => {
      this.#setConfigured = resolve;
    });
  }

  configurationDone(): void {
    this.#setConfigured();
  }

  /** Resolves when the process exists and the client has sent its breakpoints. */
  async launch(args: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#configuration !== undefined) throw errors.alreadyLaunched();
    if (this.#stopping) throw errors.sessionEnded();
    this.#configuration = readLaunchConfiguration(args);
    await this.#start(this.#configuration);
    await this.#configured;
  }

  async restart(args: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (this.#configuration === undefined) throw errors.notRunning();
    if (this.#stopping || this.#terminated) throw errors.sessionEnded();
    const configuration = args === undefined ? this.#configuration : readLaunchConfiguration(args);
    this.#configuration = configuration;
    // A start under way is brought to its end first, so that there is something to stop.
    await this.#starting.catch(() => {});
    this.#restarting = true;
    try {
      await this.#target?.stop(this.#grace(DISCONNECT_GRACE_MS));
      // Its last word must not be taken for that of the next one.
      await this.#handlers.javaScriptEnded();
    } finally {
      this.#restarting = false;
    }
    if (this.#stopping) throw errors.stoppedWhileStarting();
    await this.#start(configuration);
  }

  /** A graceful cancel first, then the end of the whole process tree. Asked again, it kills at once. */
  async terminate(): Promise<void> {
    if (this.#stopping) {
      this.#target?.kill();
      return;
    }
    this.#stopping = true;
    await this.#starting.catch(() => {});
    await this.#target?.stop(this.#grace(GRACE_MS));
    this.#terminate();
  }

  async disconnect(): Promise<void> {
    const grace = this.#stopping ? 0 : this.#grace(DISCONNECT_GRACE_MS);
    this.#stopping = true;
    this.#setConfigured();
    await this.#starting.catch(() => {});
    await this.#target?.stop(grace);
  }

  /** The adapter's own end, which waits for nothing. */
  kill(): void {
    this.#stopping = true;
    this.#target?.kill();
  }

  /** The JavaScript session is there, so the program runs; or it will not come, and the program must not wait for it. */
  javaScript(state: "ready" | "ended"): void {
    if (state === "ready") this.#watch?.javaScriptAttached();
    else if (this.#link.connection === undefined) void this.#target?.goWithoutJavaScript();
  }

  async #start(configuration: LaunchConfiguration): Promise<void> {
    this.#handlers.starting(configuration);
    const progress = new Progress(this.#client, "Stepwright", "starting");
    const start = this.#startTarget(configuration, progress);
    this.#starting = start;
    try {
      await start;
    } finally {
      progress.end();
    }
    if (this.#stopping) throw errors.stoppedWhileStarting();
  }

  async #startTarget(configuration: LaunchConfiguration, progress: Progress): Promise<void> {
    let started: Target | undefined;
    let early: ProgramExit | undefined;
    const target = await Target.start(configuration, this.#analysis, {
      progress: (message) => progress.report(message),
      output: (category, text) => this.#handlers.output(category, text),
      room: () => this.#client.room(),
      inspector: (address, pid) => {
        const { cwd, name } = configuration;
        this.#handlers.javaScriptAt(address);
        this.#client.custom("stepwright.inspector", { address, cwd, pid, name });
      },
      connected: (connection) => this.#connected(connection),
      refused: (reason) =>
        this.#client.output(`A connection to the debugger's port was refused: ${reason}.`, { category: "stderr" }),
      exited: async (exit) => {
        if (started === undefined) early = exit;
        else await this.#exited(started, exit);
      },
      runInTerminal: (kind, command) => this.#client.runInTerminal(kind, configuration.name, command),
      trace: (text) => this.#trace.write("adapter", text),
    });
    started = target;
    this.#target = target;
    this.#client.event("process", {
      name: target.program.sources[0] ?? configuration.name,
      ...(target.pid === undefined ? {} : { systemProcessId: target.pid }),
      isLocalProcess: true,
      startMethod: "launch",
    });
    this.#watch = new WatchedStart(configuration, {
      goWithoutJavaScript: (problem) => {
        this.#client.output(problem, { category: "important" });
        void target.goWithoutJavaScript();
      },
      giveUp: (problem) => {
        this.#client.output(problem, { category: "important" });
        target.kill();
      },
    });
    if (this.#link.connection !== undefined) this.#watch.connected();
    this.#handlers.sources(target.program.sources);
    if (early !== undefined) await this.#exited(target, early);
  }

  #connected(connection: ProbeConnection): void {
    this.#watch?.connected();
    this.#link.connection = connection;
    connection.handlers = this.#handlers.events;
    connection.onTraffic = (direction, message) => this.#trace.write(direction, message);
    connection.onClosed = (problem) => {
      if (this.#link.connection === connection) this.#link.connection = undefined;
      this.#target?.disconnected();
      // Without its probe the program cannot be debugged. Mostly it has ended; else nobody could stop it any more.
      if (problem === undefined) void this.#target?.endWithin(LOST_MS);
      else {
        this.#client.output(`${problem} The program is ended.`, { category: "important" });
        this.#target?.kill();
      }
    };
    void this.#configured.then(async () => {
      if (this.#link.connection !== connection) return;
      try {
        await connection.request("configure", this.#handlers.configuration());
      } catch {
        // The program has ended meanwhile; its exit is reported.
      }
    });
  }

  async #exited(target: Target, exit: ProgramExit): Promise<void> {
    if (target !== this.#target) return;
    this.#watch?.end();
    this.#link.connection = undefined;
    this.#link.frozen = false;
    target.kill();
    const message = await this.#handlers.ended(exit, target);
    if (this.#restarting) return;
    if (message !== undefined && !this.#stopping) this.#client.output(message, { category: "important" });
    this.#client.event("exited", { exitCode: exit.code ?? 1 });
    // A client that is still configuring gets the news after its launch response.
    void this.#configured.then(() => this.#terminate());
  }

  #terminate(): void {
    if (this.#terminated) return;
    this.#terminated = true;
    this.#client.event("terminated", {});
  }

  /** A frozen program cannot cancel anything. */
  #grace(ms: number): number {
    return this.#link.frozen || this.#link.connection === undefined ? 0 : ms;
  }
}

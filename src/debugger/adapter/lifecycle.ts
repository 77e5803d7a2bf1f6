/** The session from launch to end: starts the program, restarts it, stops it, and says once that it is over. */

import type { ProgramExit } from "../launcher/debuggee.ts";
import type { Analysis } from "../launcher/find-workflow.ts";
import { importedFiles } from "../launcher/imported-files.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { ProbeEventHandlers } from "../protocol/probe-connection.ts";
import { type AttachConfiguration, readAttachConfiguration } from "./attach-configuration.ts";
import { AttachedTarget } from "./attached-target.ts";
import { ATTACHED_CAPABILITIES } from "./capabilities.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { JavaScriptSessions } from "./javascript-sessions.ts";
import { type LaunchConfiguration, readLaunchConfiguration } from "./launch-configuration.ts";
import { LaunchedTarget } from "./launched-target.ts";
import { Processes } from "./processes.ts";
import { Progress } from "./progress.ts";
import type { SessionConfiguration } from "./session-configuration.ts";
import type { Target, TargetHandlers } from "./target.ts";
import type { Trace } from "./trace.ts";
import { WatchedStart } from "./watched-start.ts";

export interface LifecycleHandlers {
  /** A program is about to start: what is known of an earlier one is void. Throws where the configuration cannot be used. */
  starting(configuration: SessionConfiguration): void;
  /** The program's files are known. */
  sources(files: readonly string[]): void;
  /** What the probe must know before the first line runs. */
  configuration(process: number): ProbeRequests["configure"]["arguments"];
  /** Opens a recording in the place of a program. */
  replay(configuration: LaunchConfiguration, path: string): Promise<void>;
  readonly events: ProbeEventHandlers;
  /** What the program writes to its streams, as it comes. */
  output(category: "stdout" | "stderr", text: string): void;
  /** The process has ended, and its probe with it. Returns what to tell the user, where there is something. */
  ended(exit: ProgramExit, configuration: SessionConfiguration): Promise<string | undefined>;
  /** A process that the program started has joined the session. */
  childJoined(process: number, label: string, sources: readonly string[]): void;
  childLost(process: number): void;
  /** The client is about to be told that the session is over: nothing else may be told after that. */
  over(): void;
}

interface Parts {
  readonly client: Client;
  readonly link: DebuggeeLink;
  readonly trace: Trace;
  readonly javaScript: JavaScriptSessions;
  readonly analysis: Analysis;
}

type Configuration = LaunchConfiguration | AttachConfiguration;

/** How long a stop waits for the runs to be cancelled. */
const GRACE_MS = 2000;
const DISCONNECT_GRACE_MS = 500;
/** How long a program without its probe may take to end by itself. */
const LOST_MS = 2000;

export class Lifecycle {
  readonly #client: Client;
  readonly #link: DebuggeeLink;
  readonly #parts: Parts;
  readonly #handlers: LifecycleHandlers;
  readonly #processes: Processes;
  #configuration: Configuration | undefined;
  #target: Target | undefined;
  #watch: WatchedStart | undefined;
  /** Settles when the start that is under way has come to something. */
  #starting: Promise<unknown> = Promise.resolve();
  #stopping = false;
  #restarting = false;
  /** Settles when no restart is under way. */
  #restarts: Promise<unknown> = Promise.resolve();
  #terminated = false;
  readonly #configured: Promise<void>;
  #setConfigured: () => void = () => {};

  constructor(parts: Parts, handlers: LifecycleHandlers) {
    this.#client = parts.client;
    this.#link = parts.link;
    this.#parts = parts;
    this.#handlers = handlers;
    this.#configured = new Promise((resolve) => {
      this.#setConfigured = resolve;
    });
    this.#processes = new Processes(parts, this.#configured, {
      ...{ events: handlers.events, configuration: handlers.configuration },
      childJoined: (process, label, program) => {
        handlers.childJoined(process, label, program === undefined ? [] : importedFiles([program]));
      },
      childLost: handlers.childLost,
      mainLost: (problem) => this.#lost(problem),
    });
  }

  configurationDone(): void {
    this.#setConfigured();
  }

  /** Resolves when the process exists and the client has sent its breakpoints. */
  async launch(args: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#configuration !== undefined) throw errors.alreadyLaunched();
    await this.#begin(readLaunchConfiguration(args));
  }

  async attach(args: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.#configuration !== undefined) throw errors.alreadyLaunched();
    const configuration = readAttachConfiguration(args);
    this.#client.event("capabilities", { capabilities: ATTACHED_CAPABILITIES });
    await this.#begin(configuration);
  }

  async #begin(configuration: Configuration): Promise<void> {
    if (this.#stopping) throw errors.sessionEnded();
    this.#configuration = configuration;
    await this.#start(configuration);
    await this.#configured;
  }

  async restart(args: Readonly<Record<string, unknown>> | undefined): Promise<void> {
    if (this.#configuration === undefined) throw errors.notRunning();
    if (this.#stopping || this.#terminated) throw errors.sessionEnded();
    const read = this.#configuration.request === "attach" ? readAttachConfiguration : readLaunchConfiguration;
    const configuration = args === undefined ? this.#configuration : read(args);
    this.#configuration = configuration;
    // Asked twice, it restarts twice: two starts at once would leave one of their programs to nobody.
    const restart = this.#restarts.then(() => this.#startAnew(configuration));
    this.#restarts = restart.catch(() => {});
    await restart;
  }

  async #startAnew(configuration: Configuration): Promise<void> {
    // A start under way is brought to its end first, so that there is something to stop.
    await this.#starting.catch(() => {});
    this.#restarting = true;
    try {
      await this.#target?.leave(this.#grace(DISCONNECT_GRACE_MS));
      // Its last word must not be taken for that of the next one.
      await this.#parts.javaScript.ended();
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

  /** @param end whether a program that was attached to is ended, too */
  async disconnect(end: boolean): Promise<void> {
    const grace = this.#stopping ? 0 : this.#grace(DISCONNECT_GRACE_MS);
    this.#stopping = true;
    this.#setConfigured();
    await this.#starting.catch(() => {});
    await (end ? this.#target?.stop(grace) : this.#target?.leave(grace));
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

  async #start(configuration: Configuration): Promise<void> {
    this.#handlers.starting(configuration);
    if (configuration.request === "launch" && configuration.recording !== undefined) {
      await this.#configured;
      if (this.#stopping) throw errors.stoppedWhileStarting();
      return this.#handlers.replay(configuration, configuration.recording);
    }
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

  async #startTarget(configuration: Configuration, progress: Progress): Promise<void> {
    let started: Target | undefined;
    let early: ProgramExit | undefined;
    const handlers: TargetHandlers = {
      progress: (message) => progress.report(message),
      sources: (files) => this.#handlers.sources(files),
      output: (category, text) => this.#handlers.output(category, text),
      room: () => this.#client.room(),
      inspector: (address, pid) => {
        const { cwd, name } = configuration;
        this.#parts.javaScript.expect(0, { address });
        this.#client.custom("stepwright.inspector", { address, cwd, pid, name });
      },
      connected: (connection) => {
        this.#watch?.connected();
        const launched = configuration.request === "launch" && configuration.console === "internalConsole";
        this.#processes.connected(connection, configuration, launched);
      },
      refused: (reason) =>
        this.#client.output(`A connection to the debugger's port was refused: ${reason}.`, { category: "stderr" }),
      exited: async (exit) => {
        if (started === undefined) early = exit;
        else await this.#exited(started, exit);
      },
      runInTerminal: (kind, command) => this.#client.runInTerminal(kind, configuration.name, command),
      trace: (text) => this.#parts.trace.write("adapter", text),
    };
    const target = await (configuration.request === "attach"
      ? AttachedTarget.start(configuration, handlers)
      : LaunchedTarget.start(configuration, this.#parts.analysis, handlers));
    started = target;
    this.#target = target;
    this.#client.event("process", {
      name: target.program.sources[0] ?? configuration.name,
      ...(target.pid === undefined ? {} : { systemProcessId: target.pid }),
      isLocalProcess: true,
      startMethod: configuration.request,
    });
    this.#watch = new WatchedStart(target.waitsForJavaScript, {
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
    if (configuration.request === "attach") this.#handlers.sources(target.program.sources);
    if (early !== undefined) await this.#exited(target, early);
  }

  /** The main process cannot be debugged any more. */
  #lost(problem: string | undefined): void {
    this.#target?.disconnected();
    if (problem === undefined) {
      // Mostly it has ended; else nobody could stop it any more.
      void this.#target?.endWithin(LOST_MS);
      return;
    }
    const attached = this.#configuration?.request === "attach";
    const rest = attached ? "The session ends, the program goes on." : "The program is ended.";
    this.#client.output(`${problem} ${rest}`, { category: "important" });
    this.#target?.kill();
  }

  async #exited(target: Target, exit: ProgramExit): Promise<void> {
    if (target !== this.#target) return;
    this.#watch?.end();
    this.#link.clear();
    target.kill();
    const message = this.#configuration && (await this.#handlers.ended(exit, this.#configuration));
    if (this.#restarting) return;
    if (message !== undefined && !this.#stopping) this.#client.output(message, { category: "important" });
    // A program that was attached to may go on, and if it ended, nobody here knows how.
    if (this.#configuration?.request !== "attach") this.#client.event("exited", { exitCode: exit.code ?? 1 });
    // A client that is still configuring gets the news after its launch response.
    void this.#configured.then(() => this.#terminate());
  }

  #terminate(): void {
    if (this.#terminated) return;
    this.#terminated = true;
    this.#handlers.over();
    this.#client.event("terminated", {});
  }

  /** A frozen program cannot cancel anything. */
  #grace(ms: number): number {
    return this.#link.frozen || this.#link.connection === undefined ? 0 : ms;
  }
}

/** One start of the program: its process, its socket, its compiled form, and the one way in which all of it ends. */

import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { CompiledProgram } from "../launcher/compiled-program.ts";
import { type Debuggee, type ProgramExit, startDebuggee } from "../launcher/debuggee.ts";
import { composeEnvironment, configuredVariables, findNode } from "../launcher/environment.ts";
import type { Analysis } from "../launcher/find-workflow.ts";
import { LaunchError } from "../launcher/launch-error.ts";
import { prepareProgram } from "../launcher/prepare-program.ts";
import { releaseInspector } from "../launcher/release-inspector.ts";
import { startInTerminal, type TerminalCommand, type TerminalDebuggee } from "../launcher/terminal-debuggee.ts";
import type { ProbeConnection } from "../protocol/probe-connection.ts";
import { listenForProbe, type ProbeServer } from "../protocol/probe-server.ts";
import type { LaunchConfiguration } from "./launch-configuration.ts";

export interface TargetHandlers {
  /** What is being done, for a progress display. */
  progress(message: string): void;
  output(category: "stdout" | "stderr", text: string): void;
  /** Resolves when there is room for more output; undefined where there is. */
  room(): Promise<void> | undefined;
  /** The V8 inspector listens; the program waits for a debugger to attach. */
  inspector(address: string, pid: number): void;
  /** The probe is there. The program waits for its configuration. */
  connected(connection: ProbeConnection): void;
  /** Something that is no probe of this version connected. */
  refused(reason: string): void;
  exited(exit: ProgramExit): Promise<void>;
  /** Asks the client to run a command in a terminal of its own. */
  runInTerminal(kind: "integrated" | "external", command: TerminalCommand): Promise<void>;
  trace(text: string): void;
}

/** ms after the end of a graceful stop until the process is killed. */
const KILL_MARGIN = 300;
/** ms for what a program that has ended has still sent. */
const LAST_WORDS_MS = 500;

export class Target {
  readonly configuration: LaunchConfiguration;
  readonly program: CompiledProgram;
  /** Resolves when the program has ended and that has been reported. */
  readonly exited: Promise<void>;
  readonly #debuggee: Debuggee;
  readonly #server: ProbeServer;
  #inspectorAddress: string | undefined;
  #connection: ProbeConnection | undefined;
  #terminal: TerminalDebuggee | undefined;

  private constructor(
    configuration: LaunchConfiguration,
    program: CompiledProgram,
    debuggee: Debuggee,
    server: ProbeServer,
    exited: Promise<void>,
  ) {
    this.configuration = configuration;
    this.program = program;
    this.#debuggee = debuggee;
    this.#server = server;
    this.exited = exited;
  }

  /**
   * Compiles and starts the program. It runs its first line once the probe is configured.
   *
   * @throws LaunchError
   */
  static async start(
    configuration: LaunchConfiguration,
    analysis: Analysis,
    handlers: TargetHandlers,
  ): Promise<Target> {
    const { cwd } = configuration;
    if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
      throw new LaunchError(
        "cwdMissing",
        `The folder ${cwd} does not exist: correct "cwd" in the launch configuration.`,
      );
    }
    const env = composeEnvironment(configuration);
    const node = findNode(configuration.runtimeExecutable, cwd, env);
    handlers.progress("compiling");
    const began = performance.now();
    const program = await prepareProgram(configuration, analysis);
    handlers.trace(`compiled by ${program.by} in ${Math.round(performance.now() - began)} ms: ${program.file}`);

    handlers.progress("starting Node");
    let target: Target | undefined;
    let inspector: string | undefined;
    let connection: ProbeConnection | undefined;
    let server: ProbeServer | undefined;
    let terminal: TerminalDebuggee | undefined;
    try {
      server = await listenForProbe({
        connected(made) {
          connection = made;
          if (target !== undefined) target.#connection = made;
          if (made.hello !== undefined) terminal?.connected(made.hello.pid);
          handlers.connected(made);
        },
        refused: handlers.refused,
      });
      const listening = server;
      let setReported: () => void = () => {};
      const reported = new Promise<void>((resolve) => {
        setReported = resolve;
      });
      const exited = async (exit: ProgramExit): Promise<void> => {
        // Its last words may still be on the way: the end of its socket comes after them.
        if (connection !== undefined)
          await Promise.race([connection.closed, delay(LAST_WORDS_MS, undefined, { ref: false })]);
        listening.close();
        program.dispose();
        await handlers.exited(exit);
        setReported();
      };
      const options = {
        node,
        nodeArguments: configuration.runtimeArgs,
        loaderArguments: program.nodeArguments,
        file: program.file,
        programArguments: configuration.args,
        cwd,
        probe: server.address,
      };
      let debuggee: Debuggee;
      if (configuration.console === "internalConsole") {
        debuggee = await startDebuggee(
          { ...options, env, inspector: configuration.javascript },
          {
            output: handlers.output,
            room: handlers.room,
            inspector(address) {
              inspector = address;
              if (target !== undefined) target.#announceInspector(address, handlers);
            },
            exited: (exit) => void exited(exit),
          },
        );
      } else {
        const kind = configuration.console === "externalTerminal" ? "external" : "integrated";
        terminal = await startInTerminal(
          { ...options, variables: configuredVariables(configuration) },
          {
            run: (command) => handlers.runInTerminal(kind, command),
            exited: () => void exited({ code: 0, signal: null }),
          },
        );
        const { pid } = connection?.hello ?? {};
        if (pid !== undefined) terminal.connected(pid);
        debuggee = terminal;
      }
      handlers.trace(`process ${debuggee.pid ?? "in the terminal"}: ${node}`);
      target = new Target(configuration, program, debuggee, server, reported);
      target.#connection = connection;
      target.#terminal = terminal;
      if (inspector !== undefined) target.#announceInspector(inspector, handlers);
      return target;
    } catch (error) {
      server?.close();
      program.dispose();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#debuggee.pid;
  }

  /** The probe is gone. In a terminal that is how the end of the program shows. */
  disconnected(): void {
    this.#terminal?.disconnected();
  }

  /** Lets a program go on that waits for a JavaScript debugger which will not come. */
  async goWithoutJavaScript(): Promise<void> {
    if (this.#inspectorAddress === undefined) return;
    await releaseInspector(this.#inspectorAddress, () => this.#connection !== undefined);
  }

  /**
   * Cancels its runs, waits up to `graceMs` for the program to end, then kills it with all it started.
   *
   * @param graceMs 0 kills at once
   */
  async stop(graceMs: number): Promise<void> {
    if (graceMs > 0 && this.#connection !== undefined) {
      this.#connection.request("terminate", { graceMs }).catch(() => {
        // It ended before it could answer.
      });
      await this.endWithin(graceMs + KILL_MARGIN);
    }
    this.kill();
    await this.exited;
  }

  /** Kills the program where it has not ended by itself after `ms`. */
  async endWithin(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.kill();
        resolve();
      }, ms);
    });
    await Promise.race([this.exited, late]);
    clearTimeout(timer);
  }

  /** At once, and without waiting: for the end of the adapter itself. */
  kill(): void {
    this.#debuggee.kill();
    this.#server.close();
    this.program.dispose();
  }

  #announceInspector(address: string, handlers: TargetHandlers): void {
    this.#inspectorAddress = address;
    handlers.inspector(address, this.#debuggee.pid ?? 0);
  }
}

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
import { startInTerminal, type TerminalDebuggee } from "../launcher/terminal-debuggee.ts";
import type { ProbeConnection } from "../protocol/probe-connection.ts";
import { listenForProbe, type ProbeServer } from "../protocol/probe-server.ts";
import type { LaunchConfiguration } from "./launch-configuration.ts";
import type { Target, TargetHandlers } from "./target.ts";

/** ms after the end of a graceful stop until the process is killed. */
const KILL_MARGIN = 300;
/** ms for what a program that has ended has still sent. */
const LAST_WORDS_MS = 500;

export class LaunchedTarget implements Target {
  readonly waitsForJavaScript: boolean;
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
    this.waitsForJavaScript = waitsForJavaScript(configuration);
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
  ): Promise<LaunchedTarget> {
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

    handlers.sources(program.sources);
    handlers.progress("starting Node");
    let target: LaunchedTarget | undefined;
    let inspector: string | undefined;
    let connection: ProbeConnection | undefined;
    let server: ProbeServer | undefined;
    let terminal: TerminalDebuggee | undefined;
    try {
      server = await listenForProbe(
        {
          connected(made) {
            if (connection === undefined) {
              connection = made;
              if (target !== undefined) target.#connection = made;
              if (made.hello !== undefined) terminal?.connected(made.hello.pid);
            }
            handlers.connected(made);
          },
          refused: handlers.refused,
        },
        { children: configuration.autoAttachChildProcesses },
      );
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
          { ...options, env, inspector: waitsForJavaScript(configuration) },
          {
            output: handlers.output,
            room: handlers.room,
            inspector(address) {
              // Later ones are of processes that it started.
              if (inspector !== undefined) return;
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
      target = new LaunchedTarget(configuration, program, debuggee, server, reported);
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

  leave(graceMs: number): Promise<void> {
    return this.stop(graceMs);
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

/** In a terminal nobody reads the inspector's address: there the probe opens it. */
function waitsForJavaScript({ javascript, console }: LaunchConfiguration): boolean {
  return javascript && console === "internalConsole";
}

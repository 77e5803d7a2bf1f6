/** A program that was started with `--import stepwright/debug`: the session comes and goes, the program stays. */
import { importedFiles } from "../launcher/imported-files.ts";
import { AttachError, attachTo } from "../protocol/attach.ts";
import type { ProbeConnection } from "../protocol/probe-connection.ts";
import { listenForProbe, type ProbeServer } from "../protocol/probe-server.ts";
import type { AttachConfiguration } from "./attach-configuration.ts";
import { errors } from "./errors.ts";
import type { Target, TargetHandlers } from "./target.ts";

/** ms for a program to let the debugger go. */
const DETACH_MS = 1000;

export class AttachedTarget implements Target {
  readonly program: Target["program"];
  readonly pid: number | undefined;
  readonly waitsForJavaScript = false;
  readonly exited: Promise<void>;
  readonly #connection: ProbeConnection;
  readonly #server: ProbeServer | undefined;
  #setExited: () => void = () => {};
  #isOver = false;
  readonly #handlers: TargetHandlers;

  private constructor(
    configuration: AttachConfiguration,
    connection: ProbeConnection,
    server: ProbeServer | undefined,
    handlers: TargetHandlers,
  ) {
    this.#connection = connection;
    this.#server = server;
    this.#handlers = handlers;
    this.pid = connection.hello?.pid;
    const main = configuration.program ?? connection.hello?.program;
    this.program = { sources: main === undefined ? [] : importedFiles([main]) };
    this.exited = new Promise((resolve) => {
      this.#setExited = resolve;
    });
  }

  /** @throws UserError `attachFailed` */
  static async start(configuration: AttachConfiguration, handlers: TargetHandlers): Promise<AttachedTarget> {
    handlers.progress("attaching");
    const { host, port } = configuration;
    let server: ProbeServer | undefined;
    try {
      if (configuration.autoAttachChildProcesses) server = await listenForProbe(handlers, { children: true });
      const connection = await attachTo(configuration, (probe) => {
        handlers.connected(probe);
        // Before its configuration, which lets a program go on that waits: it may start others at once, or compute
        // without a pause and answer nobody.
        if (server) probe.request("passOn", { address: { ...server.address, child: "kept" } }).catch(() => {});
      });
      const target = new AttachedTarget(configuration, connection, server, handlers);
      void connection.closed.then(() => target.disconnected());
      return target;
    } catch (error) {
      server?.close();
      if (error instanceof AttachError) throw errors.attachFailed(`${host}:${port}`, error.message);
      throw error;
    }
  }

  disconnected(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#server?.close();
    void this.#handlers.exited({ code: null, signal: null }).then(this.#setExited);
  }

  /** Its probe's end is the session's. */
  async endWithin(): Promise<void> {}

  async goWithoutJavaScript(): Promise<void> {}

  async stop(graceMs: number): Promise<void> {
    this.#connection.request("terminate", { graceMs }).catch(() => {
      // It ended before it could answer.
    });
    await this.#gone(graceMs + DETACH_MS);
  }

  async leave(): Promise<void> {
    this.#connection.request("detach", {}).catch(() => {
      // It has ended: that is left, too.
    });
    await this.#gone(DETACH_MS);
  }

  kill(): void {
    // A lost debugger is left behind as one that detached is.
    this.#connection.close();
    this.#server?.close();
  }

  /** Hangs up after a while on a program that does not. */
  async #gone(ms: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), ms);
    await this.exited;
    clearTimeout(timer);
  }
}

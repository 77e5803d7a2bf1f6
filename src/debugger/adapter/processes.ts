/** The processes of the session, each from its probe's hello to its end. */
import { basename } from "node:path";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { ProbeConnection, ProbeEventHandlers } from "../protocol/probe-connection.ts";
import { MAX_PROCESSES } from "../protocol/process-ids.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { JavaScriptSessions } from "./javascript-sessions.ts";
import type { SessionConfiguration } from "./session-configuration.ts";
import type { Trace } from "./trace.ts";

interface ProcessHandlers {
  readonly events: ProbeEventHandlers;
  /** What a probe must know before its process goes on. */
  configuration(process: number): ProbeRequests["configure"]["arguments"];
  /** The main process's probe is gone; with a reason where that was its fault. */
  mainLost(problem: string | undefined): void;
  /** A process that the program started has joined the session. */
  childJoined(process: number, label: string, program: string | undefined): void;
  childLost(process: number): void;
}

interface Parts {
  readonly client: Client;
  readonly link: DebuggeeLink;
  readonly trace: Trace;
  readonly javaScript: JavaScriptSessions;
}

export class Processes {
  readonly #parts: Parts;
  readonly #handlers: ProcessHandlers;
  /** Resolves when the client has sent its breakpoints. */
  readonly #configured: Promise<void>;

  constructor(parts: Parts, configured: Promise<void>, handlers: ProcessHandlers) {
    this.#parts = parts;
    this.#configured = configured;
    this.#handlers = handlers;
  }

  /** @param waited the process's JavaScript session is there, or will not come */
  connected(connection: ProbeConnection, configuration: SessionConfiguration, waited: boolean): void {
    const { client, link, trace } = this.#parts;
    if (!link.add(connection)) {
      client.output(`Process ${connection.hello?.pid} is not debugged: there are more than ${MAX_PROCESSES}.`);
      connection.request("detach", {}).catch(() => connection.close());
      return;
    }
    const { process } = connection;
    connection.handlers = this.#handlers.events;
    connection.room = () => client.room();
    connection.onTraffic = (direction, message) => trace.write(direction, message);
    connection.onClosed = (problem) => {
      if (!link.remove(connection)) return;
      if (process === 0) this.#handlers.mainLost(problem);
      else this.#handlers.childLost(process);
    };
    if (process > 0) this.#handlers.childJoined(process, labelOf(connection), connection.hello?.program);
    void this.#configure(connection, configuration, waited && process === 0);
  }

  async #configure(connection: ProbeConnection, configuration: SessionConfiguration, waited: boolean): Promise<void> {
    await this.#configured;
    try {
      if (configuration.javascript && !waited) await this.#attachJavaScript(connection, configuration);
      await connection.request("configure", this.#handlers.configuration(connection.process));
    } catch {
      // It has ended meanwhile, which is reported.
    }
  }

  /** Has the editor attach its JavaScript debugger; the process's dispatches wait until it has set its breakpoints. */
  async #attachJavaScript(connection: ProbeConnection, configuration: SessionConfiguration): Promise<void> {
    const { client, javaScript } = this.#parts;
    const { pid = 0, worker } = connection.hello ?? {};
    if (worker === undefined) {
      const { address } = await connection.request("openInspector", {});
      if (address === undefined) return;
      const { cwd } = configuration;
      const name = connection.process === 0 ? configuration.name : `${configuration.name} › ${labelOf(connection)}`;
      javaScript.expect(connection.process, { address });
      client.custom("stepwright.inspector", { address, cwd, pid, name });
    } else if (!(await this.#expectWorker(connection, worker))) return;
    if (await javaScript.settled(connection.process)) return;
    client.output(
      `The JavaScript debugger did not attach to ${labelOf(connection)}: line breakpoints in its step bodies will not stop; event breakpoints do.`,
      { category: "important" },
    );
  }

  /** A worker thread's inspector is its process's, whose JavaScript session attaches to it by itself. */
  async #expectWorker(connection: ProbeConnection, worker: number): Promise<boolean> {
    const { link, javaScript } = this.#parts;
    const host = link.connections.find(({ hello }) => hello?.pid === connection.hello?.pid && !hello?.worker);
    if (host === undefined) return false;
    await javaScript.settled(host.process);
    const thread = javaScript.threadOf(host.process);
    if (thread === undefined || !javaScript.isReady(host.process)) return false;
    javaScript.expect(connection.process, { address: thread.address, worker });
    return true;
  }
}

/** `indexer.ts (process 4711)`, `indexer.ts (worker 2)` */
function labelOf({ hello }: ProbeConnection): string {
  const number = hello?.worker === undefined ? `process ${hello?.pid}` : `worker ${hello.worker}`;
  return hello?.program === undefined ? number : `${basename(hello.program)} (${number})`;
}

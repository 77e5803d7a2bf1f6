import type { Socket } from "node:net";
import { isMainThread, threadId } from "node:worker_threads";
import { jsonLines } from "../protocol/json-lines.ts";
import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import { PROBE_ENVIRONMENT_VARIABLE, PROBE_PROTOCOL_VERSION } from "../protocol/probe-version.ts";

/** What the probe does for each of the adapter's requests. A throw or rejection becomes a response with its message. */
export type RequestHandlers = {
  [K in keyof ProbeRequests]: (
    args: ProbeRequests[K]["arguments"],
  ) => ProbeRequests[K]["body"] | Promise<ProbeRequests[K]["body"]>;
};

/** Sends an event to the adapter. */
export type Emit = <K extends keyof ProbeEvents>(event: K, body: ProbeEvents[K]) => void;

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  readonly children?: boolean | undefined;
  readonly child?: "ended" | "kept" | undefined;
}

/** The adapter's address, taken out of the environment: what inherits it is put there again by `pass-on.ts`. */
export function takeAddress(env: NodeJS.ProcessEnv): Address | undefined {
  const text = env[PROBE_ENVIRONMENT_VARIABLE];
  delete env[PROBE_ENVIRONMENT_VARIABLE];
  if (text === undefined || text === "") return undefined;
  const address = parse(text);
  const { host, port, token } = address;
  if (typeof host !== "string" || typeof port !== "number" || typeof token !== "string") {
    throw new Error(`${PROBE_ENVIRONMENT_VARIABLE} must be JSON with host, port and token. It is set by the debugger.`);
  }
  return { ...address, host, port, token };
}

function parse(text: string): Partial<Address> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Address>;
  } catch {
    return {};
  }
}

/** Bytes that wait to be sent before the program does. */
const MOST_UNREAD = 4 * 1024 * 1024;

/** The probe's end of the socket. The adapter proved itself by listening where the token was made, so its arguments are taken as typed. */
export class Connection {
  readonly emit: Emit;
  readonly #socket: Socket;
  #drained: Promise<void> | undefined;
  #needed = new Set<unknown>();

  /** `lost` is called once, with the reason, when the adapter is gone. */
  constructor(socket: Socket, token: string, handlers: RequestHandlers, lost: (reason: string) => void) {
    let problem: string | undefined;
    this.#socket = socket;
    socket.on("error", (error) => {
      problem ??= error.message;
    });
    const fail = (reason: string): void => {
      problem ??= `it sent ${reason}`;
      socket.destroy();
    };
    const respond = (id: number, body: unknown): void => lines.send({ type: "response", id, ok: true, body });
    const refuse = (id: number, error: unknown): void =>
      lines.send({ type: "response", id, ok: false, error: error instanceof Error ? error.message : String(error) });
    const lines = jsonLines(socket, {
      message: (value) => {
        const request = value as { type?: unknown; id?: unknown; command?: unknown; arguments?: unknown } | null;
        if (request?.type !== "request" || typeof request.id !== "number" || typeof request.command !== "string") {
          return fail("a message that is no request");
        }
        const { id, command } = request;
        try {
          if (!Object.hasOwn(handlers, command)) throw new Error(`The probe knows no request "${command}".`);
          const handle = handlers[command as keyof ProbeRequests] as (args: unknown) => unknown;
          // Answered in this turn where possible: what a resumed run does is told after the answer to the resume.
          const body = handle(request.arguments ?? {});
          if (body instanceof Promise) {
            body.then(
              (done) => respond(id, done),
              (error: unknown) => refuse(id, error),
            );
          } else respond(id, body);
        } catch (error) {
          refuse(id, error);
        }
      },
      garbage: fail,
      closed: () => lost(problem ?? "it closed the connection"),
    });
    this.emit = (event, body) => lines.send({ type: "event", event, body });
    this.emit("hello", {
      protocol: PROBE_PROTOCOL_VERSION,
      token,
      pid: process.pid,
      node: process.version,
      ...(isMainThread ? {} : { worker: threadId }),
      ...(process.argv[1] === undefined ? {} : { program: process.argv[1] }),
      cwd: process.cwd(),
    });
  }

  /** Hangs up, after what was sent has gone out. */
  close(): void {
    this.#socket.end();
  }

  /** Resolves when the adapter has read what was sent; undefined while that is not much. */
  room(): Promise<void> | undefined {
    const socket = this.#socket;
    if (this.#drained === undefined && socket.writableLength > MOST_UNREAD && !socket.destroyed) {
      this.#drained = new Promise((resolve) => {
        const done = (): void => {
          this.#drained = undefined;
          socket.off("drain", done);
          socket.off("close", done);
          resolve();
        };
        socket.on("drain", done);
        socket.on("close", done);
      });
    }
    return this.#drained;
  }

  /** The connection keeps the process alive while anybody needs it to: a held run, an open question, the first `configure`. */
  need(who: unknown, needed: boolean): void {
    if (needed) this.#needed.add(who);
    else this.#needed.delete(who);
    if (this.#needed.size > 0) this.#socket.ref();
    else this.#socket.unref();
  }
}

/** The debug session: takes requests apart, hands each to the part that knows, and answers it, come what may. */
import type { Writable } from "node:stream";
import { DebugSession, ErrorDestination, Response } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { Client } from "./client.ts";
import { Debugger } from "./debugger.ts";
import { errors, toDapMessage } from "./errors.ts";
import type { RequestMap } from "./requests.ts";
import { Trace } from "./trace.ts";

/** An editor may ask its user before it opens a terminal. */
const TERMINAL_MS = 60_000;

export class StepwrightSession extends DebugSession {
  readonly #debugger: Debugger;
  readonly #trace = new Trace();
  #out: NodeJS.WritableStream | undefined;
  #drained: Promise<void> | undefined;

  constructor() {
    super();
    this.#debugger = new Debugger(
      new Client({
        send: (event) => this.sendEvent(event),
        // A client that answers nothing at all is told of by the timeout, whose response has no success.
        ask: (command, args) => new Promise((resolve) => this.sendRequest(command, args, TERMINAL_MS, resolve)),
        room: () => this.#room(),
      }),
      this.#trace,
    );
    // Whatever ends this process ends the program with it.
    process.once("exit", () => this.#debugger.kill());
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(0));
  }

  override start(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): void {
    this.#out = output;
    super.start(input, output);
  }

  #room(): Promise<void> | undefined {
    const out = this.#out as Writable | undefined;
    if (!out?.writableNeedDrain) return undefined;
    this.#drained ??= new Promise((resolve) => {
      out.once("drain", () => {
        this.#drained = undefined;
        resolve();
      });
    });
    return this.#drained;
  }

  /** The client has closed the connection, with or without a disconnect request. */
  override shutdown(): void {
    this.#debugger.kill();
    super.shutdown();
  }

  override sendEvent(event: DebugProtocol.Event): void {
    this.#trace.write("adapter → client", event);
    super.sendEvent(event);
  }

  override sendResponse(response: DebugProtocol.Response): void {
    this.#trace.write("adapter → client", response);
    super.sendResponse(response);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.#trace.write("client → adapter", request);
    void this.#answer(request);
  }

  async #answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    try {
      const { handlers } = this.#debugger;
      if (!isKnown(request.command, handlers)) throw errors.unknownRequest(request.command);
      const handle: (args: never) => unknown = handlers[request.command];
      const body = await handle((request.arguments ?? {}) as never);
      if (body !== undefined) response.body = body;
      this.sendResponse(response);
    } catch (error) {
      this.sendErrorResponse(response, toDapMessage(error), undefined, undefined, ErrorDestination.User);
    }
    if (request.command === "initialize") this.#debugger.initialized();
    if (request.command === "disconnect") this.shutdown();
  }
}

function isKnown(command: string, handlers: object): command is keyof RequestMap {
  return Object.hasOwn(handlers, command);
}

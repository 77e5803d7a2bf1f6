/** The debug session: takes requests apart, hands each to the part that knows, and answers it, come what may. */
import { pipeline, type Writable } from "node:stream";
import { DebugSession, ErrorDestination, Response } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { gatherWrites } from "../protocol/one-write.ts";
import { Client } from "./client.ts";
import { Debugger } from "./debugger.ts";
import { errors, toDapMessage } from "./errors.ts";
import { MessageFrames } from "./message-frames.ts";
import { readArguments } from "./request-arguments.ts";
import type { RequestMap } from "./requests.ts";
import { Trace } from "./trace.ts";

/** An editor may ask its user before it opens a terminal. */
const TERMINAL_MS = 60_000;

export class StepwrightSession extends DebugSession {
  readonly #client: Client;
  readonly #debugger: Debugger;
  readonly #trace = new Trace();
  /** Requests that have no answer yet. */
  readonly #open = new Set<DebugProtocol.Response>();
  #initialized = false;
  #out: Writable | undefined;
  #drained: Promise<void> | undefined;

  constructor() {
    super();
    this.#client = new Client({
      send: (event) => this.sendEvent(event),
      // A client that answers nothing at all is told of by the timeout, whose response has no success.
      ask: (command, args) => new Promise((resolve) => this.sendRequest(command, args, TERMINAL_MS, resolve)),
      room: () => this.#room(),
    });
    this.#debugger = new Debugger(this.#client, this.#trace);
    // A fault of the debugger's is told, and does not end the session.
    process.on("uncaughtException", (error) =>
      this.#client.output(`The debugger failed, and goes on: ${error.stack}`, { category: "important" }),
    );
    // Whatever ends this process ends the program with it.
    process.once("exit", () => {
      this.#debugger.kill();
      this.#out?.uncork();
    });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(0));
  }

  override start(input: NodeJS.ReadableStream, output: Writable): void {
    this.#out = output;
    const frames = new MessageFrames((what) =>
      this.#client.output(`The client sent what is no message of the Debug Adapter Protocol: ${JSON.stringify(what)}`, {
        category: "stderr",
      }),
    );
    super.start(
      pipeline(input, frames, () => {}),
      output,
    );
  }

  #room(): Promise<void> | undefined {
    const out = this.#out;
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
    this.#gather();
    super.sendEvent(event);
  }

  override sendResponse(response: DebugProtocol.Response): void {
    this.#trace.write("adapter → client", response);
    this.#gather();
    super.sendResponse(response);
  }

  /** The answers to requests that came together go out together. */
  #gather(): void {
    if (this.#out !== undefined) gatherWrites(this.#out);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.#trace.write("client → adapter", request);
    void this.#answer(request);
  }

  /** The client's first request says what it can do, and is sent once. */
  #checkOrder(command: string): void {
    if (command === "initialize") {
      if (this.#initialized) throw errors.initializedAlready();
      this.#initialized = true;
    } else if (!this.#initialized && command !== "disconnect") throw errors.notInitialized(command);
  }

  async #answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    this.#open.add(response);
    try {
      const { handlers } = this.#debugger;
      if (!isKnown(request.command, handlers)) throw errors.unknownRequest(request.command);
      this.#checkOrder(request.command);
      const handle: (args: never) => unknown = handlers[request.command];
      const body = await handle(readArguments(request.command, request.arguments) as never);
      if (body !== undefined) response.body = body;
      if (this.#open.delete(response)) this.sendResponse(response);
    } catch (error) {
      if (this.#open.delete(response)) this.#refuse(response, error);
    }
    if (request.command === "initialize" && response.success) this.#debugger.initialized();
    if (request.command === "disconnect") {
      this.#closeOpen();
      this.shutdown();
    }
  }

  /** Whatever is still at work, such as the analysis of a large workspace: its answer would come too late. */
  #closeOpen(): void {
    for (const open of this.#open) {
      // An editor asks to terminate, and disconnects before that is done: it has what it wanted.
      if (open.command === "terminate" || open.command === "disconnect") this.sendResponse(open);
      else this.#refuse(open, errors.sessionEnded());
    }
    this.#open.clear();
  }

  #refuse(response: DebugProtocol.Response, error: unknown): void {
    this.sendErrorResponse(response, toDapMessage(error), undefined, undefined, ErrorDestination.User);
  }
}

function isKnown(command: string, handlers: object): command is keyof RequestMap {
  return Object.hasOwn(handlers, command);
}

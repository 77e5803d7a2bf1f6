/** The adapter's connection to one debuggee's probe. */
import type { Socket } from "node:net";
import { z } from "zod";
import { type JsonLines, jsonLines } from "./json-lines.ts";
import { gatherWrites } from "./one-write.ts";
import { messageFromProbe, type ProbeEvents, type ProbeRequests, probeEvents, probeRequests } from "./probe.ts";
import { toAdapterIds, toProbeIds } from "./process-ids.ts";

/** A hello is short; whoever sends more before it is not the probe. */
const HELLO_LIMIT = 4096;

export type ProbeEventHandlers = { [K in keyof ProbeEvents]?: (body: ProbeEvents[K]) => void };

/** The connection to one debuggee. */
export class ProbeConnection {
  /** Set once by the owner: events of the debuggee. */
  handlers: ProbeEventHandlers = {};
  /** Called once when the connection is gone, with a reason where it was the debuggee's fault. */
  onClosed: (reason: string | undefined) => void = () => {};
  /** Called instead of everything else where the hello was not valid. */
  onRefused: (reason: string) => void = () => {};
  /** Sees every message. */
  onTraffic: (direction: "adapter → probe" | "probe → adapter", message: unknown) => void = () => {};
  /** Resolves when the client has read what the events led to; undefined where it has. */
  room: () => Promise<void> | undefined = () => undefined;
  #isBehind = false;
  hello: ProbeEvents["hello"] | undefined;
  /** Which process of the session it is: 0 is the main one. */
  process = 0;
  /** The JavaScript debugger has paused the whole process. */
  frozen = false;
  /** Resolves when the connection is gone and everything that came over it has been delivered. */
  readonly closed: Promise<void>;

  readonly #socket: Socket;
  readonly #lines: JsonLines;
  readonly #accept: (hello: ProbeEvents["hello"]) => string | undefined;
  readonly #waiting = new Map<number, { command: keyof ProbeRequests; settle: (result: Settled) => void }>();
  #setClosed: () => void = () => {};
  #nextId = 1;
  /** Arrived and not dealt with, in order. */
  readonly #inbox: { readonly handle: () => void; readonly isResponse: boolean }[] = [];
  /** A response was handed over in this turn: whoever asked has not seen it yet. */
  #hasAnswered = false;
  #problem: string | undefined;
  #closed = false;

  constructor(socket: Socket, accept: (hello: ProbeEvents["hello"]) => string | undefined) {
    this.#socket = socket;
    this.#accept = accept;
    this.closed = new Promise((resolve) => {
      this.#setClosed = resolve;
    });
    this.#lines = jsonLines(
      socket,
      {
        message: (value) => this.#inTurn(() => this.#guarded(value), isResponse(value)),
        garbage: (reason) => this.#fail(reason),
        closed: () => this.#inTurn(() => this.#ended(), false),
      },
      HELLO_LIMIT,
    );
    socket.on("data", () => void this.#keepPace());
  }

  /** Rejects with the probe's message, or when the debuggee goes away. */
  async request<K extends keyof ProbeRequests>(
    command: K,
    args: ProbeRequests[K]["arguments"],
  ): Promise<ProbeRequests[K]["body"]> {
    if (this.#closed) throw new ProbeGoneError();
    const id = this.#nextId++;
    const settled = await new Promise<Settled>((settle) => {
      this.#waiting.set(id, { command, settle });
      const message = { type: "request", id, command, arguments: toProbeIds(args, this.process) };
      this.onTraffic("adapter → probe", message);
      gatherWrites(this.#socket);
      this.#lines.send(message);
    });
    if (!settled.ok) throw settled.error;
    const body: z.ZodType = probeRequests[command].body;
    return toAdapterIds(body.parse(settled.body), this.process) as ProbeRequests[K]["body"];
  }

  close(): void {
    this.#socket.destroy();
  }

  /**
   * Has the program wait while the client is behind. The socket is read on: an answer must not wait behind events that
   * nobody has asked for.
   */
  async #keepPace(): Promise<void> {
    const room = this.#isBehind ? undefined : this.room();
    if (room === undefined) return;
    this.#isBehind = true;
    try {
      await Promise.all([this.request("pace", { isBehind: true }), room]);
      await this.request("pace", { isBehind: false });
    } catch {
      // It has ended meanwhile, or is of a version that has no pace.
    }
    this.#isBehind = false;
  }

  /**
   * What follows a response waits until whoever asked has seen it: a client must get the answer to its "continue" before
   * the next stop, however close together the two arrive. Responses do not wait for each other.
   */
  #inTurn(handle: () => void, isResponse: boolean): void {
    if (this.#inbox.push({ handle, isResponse }) === 1) this.#drain();
  }

  #drain(): void {
    for (let next = this.#inbox[0]; next !== undefined; next = this.#inbox[0]) {
      if (this.#hasAnswered && !next.isResponse) return;
      try {
        next.handle();
      } catch (error) {
        // What follows must still be heard.
        queueMicrotask(() => {
          throw error;
        });
      }
      this.#inbox.shift();
    }
  }

  /** Promises settle before the next turn of the event loop. */
  #answered(): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    setImmediate(() => {
      this.#hasAnswered = false;
      this.#drain();
    });
  }

  #guarded(value: unknown): void {
    try {
      this.#receive(value);
    } catch (error) {
      if (!(error instanceof Misbehaviour)) throw error;
      this.#fail(error.message);
    }
  }

  #receive(value: unknown): void {
    this.onTraffic("probe → adapter", value);
    const message = messageFromProbe.safeParse(value);
    if (!message.success) throw new Misbehaviour(`a message of unknown form (${oneLine(message.error)})`);
    if (message.data.type === "response") {
      const { id, ok, body, error } = message.data;
      const waiting = this.#waiting.get(id);
      if (waiting === undefined || this.hello === undefined)
        throw new Misbehaviour(`an answer nobody asked for (id ${id})`);
      this.#waiting.delete(id);
      this.#answered();
      waiting.settle(ok ? { ok, body } : { ok, error: new ProbeRequestError(error ?? "The probe gave no reason.") });
      return;
    }
    const { event, body } = message.data;
    if (!isEvent(event)) throw new Misbehaviour(`an unknown event "${event}"`);
    if (this.hello === undefined) this.#greet(event, body);
    else this.#deliver(event, body);
  }

  #greet(event: string, body: unknown): void {
    if (event === "refused") {
      const refused = probeEvents.refused.safeParse(body);
      if (refused.success) return this.#refuse(refused.data.reason);
    }
    const hello = probeEvents.hello.safeParse(body);
    if (event !== "hello" || !hello.success) throw new Misbehaviour("something else than a hello first");
    this.hello = hello.data;
    const problem = this.#accept(hello.data);
    if (problem !== undefined) {
      this.hello = undefined;
      this.#refuse(problem);
      return;
    }
    this.#lines.limit = Number.POSITIVE_INFINITY;
  }

  #deliver<K extends keyof ProbeEvents>(event: K, body: unknown): void {
    const schema: z.ZodType = probeEvents[event];
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new Misbehaviour(`a malformed "${event}" event (${oneLine(parsed.error)})`);
    this.handlers[event]?.(toAdapterIds(parsed.data, this.process) as ProbeEvents[K]);
  }

  #fail(reason: string): void {
    if (this.hello === undefined) {
      this.#refuse(`it sent ${reason}`);
      return;
    }
    this.#problem ??= `The debuggee sent ${reason} on the debugger's socket.`;
    this.#socket.destroy();
  }

  #refuse(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.onRefused(reason);
  }

  #ended(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { settle } of this.#waiting.values()) settle({ ok: false, error: new ProbeGoneError() });
    this.#waiting.clear();
    if (this.hello !== undefined) this.onClosed(this.#problem);
    this.#setClosed();
  }
}

/** What the other side sent makes no sense; the message says what it was. */
class Misbehaviour extends Error {}

type Settled = { ok: true; body: unknown } | { ok: false; error: Error };

/** The probe refused a request; its message is for the user. */
export class ProbeRequestError extends Error {}

/** The debuggee has ended, or its socket was cut. */
export class ProbeGoneError extends Error {
  constructor() {
    super("The program has ended.");
  }
}

function isResponse(value: unknown): boolean {
  return (value as { type?: unknown } | null)?.type === "response";
}

function isEvent(name: string): name is keyof ProbeEvents {
  return Object.hasOwn(probeEvents, name);
}

function oneLine(error: z.ZodError): string {
  return z.prettifyError(error).replaceAll(/\s+/g, " ");
}

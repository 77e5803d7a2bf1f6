import type * as vscode from "vscode";
import { WebSocket } from "ws";

type Handler = (params: Record<string, unknown>) => void;

/** A connection to the debuggee's V8 inspector through js-debug's own session, for what its DAP does not offer. */
export class CdpProxy {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  readonly #handlers = new Map<string, Set<Handler>>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#received(String(data)));
    socket.on("close", () => this.#closed());
    // The close follows; a proxy that goes with its session is no error.
    socket.on("error", () => {});
  }

  /** Asks a js-debug leaf session for its proxy (`requestCDPProxy`) and connects. */
  static async open(leaf: vscode.DebugSession): Promise<CdpProxy> {
    const {
      host,
      port,
      path = "",
    }: { host: string; port: number; path?: string } = await leaf.customRequest("requestCDPProxy");
    const socket = new WebSocket(`ws://${host}:${port}${path}`, { perMessageDeflate: false });
    const proxy = new CdpProxy(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return proxy;
  }

  /** Sends a CDP command; rejects with CDP's message, or when the connection closes. */
  send(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }), (error) => {
        if (error) this.#settle(id, undefined, error.message);
      });
    });
  }

  /** Calls back for a CDP event until disposed. js-debug passes on only what is subscribed. */
  async on(event: string, handler: Handler): Promise<vscode.Disposable> {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(handler));
    if (handlers.size === 1) await this.send("JsDebug.subscribe", { events: [event] });
    return { dispose: () => handlers.delete(handler) };
  }

  close(): void {
    this.#socket.close();
  }

  #received(text: string): void {
    const message: {
      id?: number;
      method?: string;
      params?: Record<string, unknown>;
      result?: unknown;
      error?: { message: string };
    } = JSON.parse(text);
    if (message.id !== undefined) this.#settle(message.id, message.result, message.error?.message);
    else for (const handler of this.#handlers.get(message.method ?? "") ?? []) handler(message.params ?? {});
  }

  #settle(id: number, result: unknown, error: string | undefined): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(error));
  }

  #closed(): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, undefined, "the JavaScript session has ended");
  }
}

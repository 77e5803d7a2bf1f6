import { randomUUID } from "node:crypto";
import type { Client } from "./client.ts";

/** Work that ends sooner shows nothing. */
const QUIET_MS = 500;

/** Tells the client of a work that takes long; nothing where it is done quickly, or the client shows no progress. */
export class Progress {
  readonly #client: Client;
  readonly #id = randomUUID();
  readonly #timer: NodeJS.Timeout;
  #message: string;
  #shown = false;

  constructor(client: Client, title: string, message: string) {
    this.#client = client;
    this.#message = message;
    this.#timer = setTimeout(() => {
      if (!client.supportsProgress) return;
      this.#shown = true;
      client.event("progressStart", { progressId: this.#id, title, message: this.#message, cancellable: false });
    }, QUIET_MS).unref();
  }

  report(message: string): void {
    this.#message = message;
    if (this.#shown) this.#client.event("progressUpdate", { progressId: this.#id, message });
  }

  end(): void {
    clearTimeout(this.#timer);
    if (!this.#shown) return;
    this.#shown = false;
    this.#client.event("progressEnd", { progressId: this.#id });
  }
}

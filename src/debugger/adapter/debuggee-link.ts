import type { ProbeRequests } from "../protocol/probe.ts";
import type { ProbeConnection } from "../protocol/probe-connection.ts";
import { errors } from "./errors.ts";

/** ms until a program that does not answer is taken for blocked. */
const ANSWER_MS = 5000;

/** Requests to the probe, refused with a reason while there is nobody to answer them. */
export class DebuggeeLink {
  connection: ProbeConnection | undefined;
  /** The JavaScript debugger has paused the whole process. */
  frozen = false;

  async request<K extends keyof ProbeRequests>(
    command: K,
    args: ProbeRequests[K]["arguments"],
  ): Promise<ProbeRequests[K]["body"]> {
    if (this.connection === undefined) throw errors.notRunning();
    if (this.frozen) throw errors.frozen();
    const answer = this.connection.request(command, args);
    return mayTakeLong(command, args) ? answer : this.#inTime(answer);
  }

  /** A program that computes without a pause cannot answer; whoever asks must not wait for ever. */
  async #inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.frozen ? errors.frozen() : errors.blocked(ANSWER_MS)), ANSWER_MS);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What a person types in the console may await something. */
function mayTakeLong(command: keyof ProbeRequests, args: object): boolean {
  return command === "terminate" || (command === "evaluate" && (args as { context?: unknown }).context === "repl");
}

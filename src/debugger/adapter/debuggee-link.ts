import type { ProbeRequests } from "../protocol/probe.ts";
import type { ProbeConnection } from "../protocol/probe-connection.ts";
import { errors } from "./errors.ts";

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
    return this.connection.request(command, args);
  }
}

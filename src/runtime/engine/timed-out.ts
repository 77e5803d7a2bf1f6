import { WaitTimeoutError } from "../errors.ts";

/** What a wait that nobody answered in time rejects with. */
export function timedOut(event: string): WaitTimeoutError {
  return new WaitTimeoutError(`No ${event} came within the timeout of ctx.waitForEvent.`);
}

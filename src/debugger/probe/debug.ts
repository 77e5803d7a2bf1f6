/**
 * `node --import stepwright/debug app.js`: the program can be attached to while it runs. It listens on a free loopback
 * port, says on stderr how to attach, and costs nothing until somebody does. `STEPWRIGHT_DEBUG=wait` keeps it before its
 * first line until a debugger is there.
 */
import { isMainThread } from "node:worker_threads";
import { takeAddress } from "./connection.ts";
import { joinSession } from "./join-session.ts";
import { listen } from "./listener.ts";

const STARTED = Symbol.for("stepwright.debug");
const root = globalThis as { [STARTED]?: true };

if (root[STARTED] === undefined) {
  root[STARTED] = true;
  const address = takeAddress(process.env);
  if (address?.child !== undefined) joinSession(address);
  else if (isMainThread) await listen({ wait: process.env["STEPWRIGHT_DEBUG"] === "wait" });
}

import { isMainThread } from "node:worker_threads";
import { addNodeOption, removeNodeOption } from "../protocol/node-options.ts";
import { PROBE_ENVIRONMENT_VARIABLE } from "../protocol/probe-version.ts";
import type { Address } from "./connection.ts";

/** What this bundle is preloaded as. */
const SELF = `--import ${import.meta.url}`;

const INSPECT = /^--inspect(?!-publish-uid)/;

/** Lets the processes and worker threads that are started from now on join the session, whichever way they are started. */
export function passOn(address: Address): void {
  const { env, execArgv } = process;
  env[PROBE_ENVIRONMENT_VARIABLE] = JSON.stringify(address);
  addNodeOption(SELF);
  // A fork is given these: with the inspector's it would wait for a debugger, or want the same port.
  if (isMainThread) execArgv.splice(0, execArgv.length, ...execArgv.filter((option) => !INSPECT.test(option)));
}

/** The debugger has gone: what starts from now on is not debugged. */
export function passOnNothing(): void {
  delete process.env[PROBE_ENVIRONMENT_VARIABLE];
  removeNodeOption(SELF);
}

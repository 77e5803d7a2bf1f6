/** Recordings of what a recorded program starts: each process and worker thread has a file of its own, beside the program's. */
import { resolve } from "node:path";
import { isMainThread, threadId } from "node:worker_threads";
import { addNodeOption } from "../protocol/node-options.ts";
import { RECORDING_EXTENSION } from "./format.ts";

/** Stands for the process's id in the name of a recording. */
const ID = "%p";

/** The file of this process, or of this worker thread: a name without an id is that of the program itself. */
export function ownPath(name: string): string {
  if (isMainThread) return resolve(name.replaceAll(ID, String(process.pid)));
  return resolve(nameForStarted(name).replaceAll(ID, `${process.pid}-worker-${threadId}`));
}

/** What is started from now on loads the recorder, by its URL, and records where it runs workflows. */
export function recordStarted(name: string, recorder: string): void {
  process.env["STEPWRIGHT_RECORD"] = resolve(nameForStarted(name));
  addNodeOption(`--import ${recorder}`);
}

function nameForStarted(name: string): string {
  return name.includes(ID)
    ? name
    : `${name.replace(/(\.stepwright)?\.jsonl$/, "")}.process-${ID}${RECORDING_EXTENSION}`;
}

import { open, url } from "node:inspector";
import { isMainThread } from "node:worker_threads";

/** Opens the V8 inspector on a free loopback port, where none is open. A worker thread is reached through its process. */
export function openInspector(): { address?: string } {
  if (!isMainThread) return {};
  if (url() === undefined) open(0, "127.0.0.1");
  const address = url();
  return address === undefined ? {} : { address };
}

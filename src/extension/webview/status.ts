/** What a step does now, in the few words that fit into it. */
import type { NodeLive } from "./overlay.ts";

export interface Status {
  readonly kind: "held" | "running" | "waits" | "failed" | "retrying";
  readonly text: string;
}

/** `elapsed`: ms since the live state was taken; bodies at work have gone on meanwhile. */
export function statusOf(live: NodeLive, elapsed: number): Status | undefined {
  if (live.held !== undefined) return { kind: "held", text: `stopped · ${live.held}` };
  if (live.waits.size > 0) return { kind: "waits", text: live.waits.size === 1 ? "waits for an answer" : "waits" };
  if (live.failed?.retrying) return { kind: "retrying", text: "failed, tries again" };
  if (live.running > 0) {
    const several = live.running > 1 ? `${live.running} running` : "running";
    return { kind: "running", text: `${several} · ${duration(live.ms + elapsed)}` };
  }
  if (live.failed !== undefined) return { kind: "failed", text: "failed" };
  return undefined;
}

/** `0.4 s`, `12 s`, `3:05`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

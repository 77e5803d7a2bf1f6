/** What a step does now, in the few words that fit into it. */
import type { NodeLive } from "./overlay.ts";

export interface Status {
  readonly kind: "held" | "running" | "waits" | "failed" | "retrying";
  readonly text: string;
}

/**
 * `elapsed`: ms since the live state was taken; bodies at work have gone on meanwhile. `workers`: the most that may run
 * at a time, where known. Every text fits into the smallest step (see node-box.ts); the tooltip has room for more.
 */
export function statusOf(live: NodeLive, elapsed: number, workers?: number): Status | undefined {
  if (live.held !== undefined) return { kind: "held", text: heldBy(live.held) };
  if (live.waits.size > 0) return { kind: "waits", text: live.waits.size === 1 ? "waits for an answer" : "waits" };
  if (live.failed?.retrying) return { kind: "retrying", text: "failed, tries again" };
  if (live.running > 0) {
    const time = duration(live.ms + elapsed);
    const slots = workers !== undefined && workers > 1 ? `${live.running}/${workers}` : String(live.running);
    return { kind: "running", text: slots === "1" ? `running · ${time}` : `running ${slots} · ${time}` };
  }
  if (live.failed !== undefined) return { kind: "failed", text: "failed" };
  return undefined;
}

/** DAP has long reasons: `function breakpoint`, `data breakpoint`. */
function heldBy(reason: string): string {
  const short = reason.split(" ").at(-1) ?? reason;
  return short.length > 12 ? "stopped here" : `stopped · ${short}`;
}

/** `0.4 s`, `12 s`, `3:05`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

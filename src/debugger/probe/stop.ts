import type { ProbeEvents } from "../protocol/probe.ts";
import type { Place } from "./call-site.ts";
import type { DispatchNode } from "./causal-chain.ts";
import type { RunRecord } from "./runs.ts";
import type { Change } from "./scope.ts";

/** A failure that an exception stop shows. */
export interface Failure {
  readonly error: unknown;
  /** What it means for the run, as a sentence. */
  readonly description: string;
  readonly attempt?: number;
  /** ms until the next attempt, where there is one. */
  readonly retryIn?: number;
  readonly handler?: string;
}

/** What a stopped run shows on top of its stack. */
export interface Top {
  readonly node: DispatchNode;
  /** True where the dispatch has started already: the stop came from a pause. */
  readonly past: boolean;
}

export interface Stop {
  readonly reason: ProbeEvents["stopped"]["reason"];
  /** Ids of the breakpoints hit. */
  readonly hit: readonly number[];
  readonly description: string;
  readonly text?: string;
  readonly top: Top | undefined;
  readonly failure?: Failure;
  /** What a data breakpoint saw. */
  readonly change?: Change;
  /** Where the body stands, at a stop in the middle of it. */
  readonly place?: Place;
}

/** What is to be done with something at the gate: stop there, keep it back until a step out is over, or let it pass. */
export type Decision = Stop | "keep" | undefined;

/** Something that waits at the gate. */
export interface Held {
  readonly record: RunRecord;
  readonly order: number;
  readonly top: Top | undefined;
  /** False for a settled attempt, the end of a run, a question. */
  readonly isDispatch: boolean;
  readonly decide: () => Decision;
  /** True for what has been shown as the reason of a stop: it passes at the next resume. */
  shown: boolean;
  release(): void;
}

/** What a run that does not go on shows first: its stop, else what waits, else what it did last. */
export function topOf(record: RunRecord): Top | undefined {
  if (record.stop?.top !== undefined) return record.stop.top;
  for (const held of record.held) if (held.top !== undefined) return held.top;
  const node = record.chain.last;
  return node && { node, past: true };
}

/** `Retrieved → synthesize`, or the event alone where nobody takes it. */
export function describe(node: DispatchNode): string {
  const events = eventName(node);
  return node.step === undefined ? events : `${events} → ${node.step}`;
}

/** The name of the dispatch's event, of the last where there are several: it completed the set. */
export function eventName(node: DispatchNode): string {
  return node.inputs.at(-1)?.event.$type ?? "?";
}

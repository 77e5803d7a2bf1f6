import type { z } from "zod";
import type { frame } from "../protocol/probe.ts";
import type { Place } from "./call-site.ts";
import type { DispatchNode } from "./causal-chain.ts";
import type { RunRecord } from "./runs.ts";
import { type Change, Scope } from "./scope.ts";
import { eventName, type Failure, topOf } from "./stop.ts";

export type Frame = z.infer<typeof frame>;

/** A level of a stack that a client has seen. */
export interface KnownFrame {
  readonly record: RunRecord;
  readonly node: DispatchNode;
  /** The dispatch has started: its event is history. */
  readonly past: boolean;
  readonly failure: Failure | undefined;
  /** What a data breakpoint saw. */
  readonly change?: Change | undefined;
  /** Where the body stands, at a stop in the middle of it. */
  readonly place?: Place | undefined;
}

/** Handles for the levels of the causal stacks; they live until their run goes on. */
export class Frames {
  readonly #frames = new Map<number, KnownFrame>();
  readonly #ids = new WeakMap<DispatchNode, number>();
  #last: number;

  /** Handles count up from there. */
  constructor(first = 0) {
    this.#last = first;
  }

  /** Newest first. */
  stack(record: RunRecord, start: number, count: number): { frames: Frame[]; total: number } {
    const top = topOf(record);
    if (top === undefined) return { frames: [], total: 0 };
    const nodes: DispatchNode[] = [];
    for (let node: DispatchNode | undefined = top.node; node; node = node.parent) nodes.push(node);
    const end = count > 0 ? start + count : nodes.length;
    const frames = nodes.slice(start, end).map((node) => {
      const isTop = node === top.node;
      return this.#describe({
        record,
        node,
        past: !isTop || top.past,
        failure: isTop ? record.stop?.failure : undefined,
        ...(isTop ? { change: record.stop?.change, place: record.stop?.place } : {}),
      });
    });
    return { frames, total: nodes.length };
  }

  get(frameId: number): KnownFrame {
    const known = this.#frames.get(frameId);
    if (known === undefined) throw new Error("This frame is no longer available: the run has gone on since.");
    return known;
  }

  scope(frameId: number): Scope {
    const { record, node, failure, change } = this.get(frameId);
    return new Scope(record, node, failure?.error, change);
  }

  forget(owners: ReadonlySet<RunRecord>): void {
    for (const [frameId, { record }] of this.#frames) if (owners.has(record)) this.#frames.delete(frameId);
  }

  #describe(known: KnownFrame): Frame {
    const { record, node, past, place } = known;
    // Asking twice during one stop yields the same ids.
    let frameId = this.#ids.get(node);
    if (frameId === undefined || !this.#frames.has(frameId)) {
      frameId = ++this.#last;
      this.#ids.set(node, frameId);
    }
    this.#frames.set(frameId, known);
    return {
      frameId,
      event: eventName(node),
      ...(node.step === undefined ? {} : { step: node.step }),
      workflow: record.run.workflowName,
      attempt: node.attempt,
      dispatchId: node.id,
      at: node.at,
      past,
      ...(place === undefined ? {} : { place }),
    };
  }
}

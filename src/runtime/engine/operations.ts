import { ContextStateError } from "../errors.ts";
import type { Running } from "./state.ts";
import type { ChildOutcome, EventRecord } from "./tick.ts";

/**
 * Something a step's body did through its context, in the order it did it. A step that was at work when its process
 * ended starts again; the operations it had done already give their results once more, without effect.
 */
export type Operation =
  | { readonly kind: "sent" | "streamed"; readonly detail: string }
  /** `result` is what the function of `store.edit` returned, `error` what it threw or why the write was refused; `opaque` where that could not be kept. */
  | {
      readonly kind: "stored";
      readonly detail: string;
      readonly result?: unknown;
      readonly error?: unknown;
      readonly opaque?: boolean;
    }
  | { readonly kind: "collected"; readonly detail: string; readonly result: readonly EventRecord[] | undefined }
  /** `answer` is undefined while it waits, null where it timed out. */
  | {
      readonly kind: "waiting";
      readonly detail: string;
      readonly waiter: string;
      answer: EventRecord | null | undefined;
    }
  /** `outcome` is undefined while the child is at work: it starts again with the step. */
  | { readonly kind: "child"; readonly detail: string; readonly run: string; outcome: ChildOutcome | undefined };

export function record(running: Running | undefined, operation: Operation): void {
  if (!running) return;
  running.operations ??= [];
  running.operations.push(operation);
}

/** The part of a waiter's id that is the same in every attempt of its step. */
export function waitKey(waiter: string): string {
  return waiter.slice(waiter.indexOf(":") + 1);
}

/** Notes what a wait was answered with. */
export function recordAnswer(running: Running, waiter: string, answer: EventRecord | undefined): void {
  for (const operation of running.operations ?? []) {
    if (operation.kind === "waiting" && operation.waiter === waiter) operation.answer = answer ?? null;
  }
  if (answer) running.work.answers = new Map(running.work.answers).set(waitKey(waiter), answer);
}

/**
 * The operation that the body did at this point before the restart; undefined where it had not come so far.
 * @throws ContextStateError where the body now does something else.
 */
export function repeated<K extends Operation["kind"]>(
  running: Running,
  index: number,
  kind: K,
  detail: string,
): (Operation & { kind: K }) | undefined {
  if (index >= running.replayed) return undefined;
  const operation = running.operations?.[index];
  if (operation?.kind === kind && operation.detail === detail) return operation as Operation & { kind: K };
  throw new ContextStateError(
    `Step ${running.step} was at work when its run was saved and started again, but it does something else now: its ` +
      `operation ${index + 1} was "${operation?.kind} ${operation?.detail}" and is "${kind} ${detail}". What a step does through its ` +
      "context must not depend on chance, time or changed code.",
  );
}

import type { Event } from "../events/event.ts";
import type { Prompt } from "../inspector.ts";
import type { Running } from "./state.ts";
import type { EventRecord } from "./tick.ts";

/** What is to be done after a tick: the runner does it, in this order. */
export type Command =
  | { readonly kind: "dispatch"; readonly running: Running }
  /** A wait goes on: with the event, or with undefined where it timed out. */
  | { readonly kind: "resume"; readonly waiter: string; readonly record: EventRecord | undefined }
  | { readonly kind: "publish"; readonly event: Event }
  | { readonly kind: "openPrompt"; readonly prompt: Prompt }
  | { readonly kind: "closePrompt"; readonly prompt: Prompt; readonly reason: "answered" | "cancelled" }
  | { readonly kind: "unhandled"; readonly event: Event }
  /** The answer of collectEvents, or undefined while some are missing. */
  | { readonly kind: "collected"; readonly events: readonly Event[] | undefined }
  /** Call back with a `due` tick at that time (ms since the epoch, by the run's clock). */
  | { readonly kind: "schedule"; readonly timer: string; readonly due: number }
  | { readonly kind: "unschedule"; readonly timer: string }
  /** The run has ended; `event` is the last one of its stream. */
  | { readonly kind: "complete"; readonly event: Event }
  | { readonly kind: "fail"; readonly event: Event; readonly error: unknown; readonly step: string | undefined }
  | {
      readonly kind: "timedOut";
      readonly event: Event;
      readonly seconds: number;
      readonly activeSteps: readonly string[];
    }
  | { readonly kind: "cancelled"; readonly event: Event; readonly reason: string };

import type { ProbeEvents } from "../protocol/probe.ts";
import type { Client, OutputOptions } from "./client.ts";
import { type Knowledge, sourceOf } from "./knowledge.ts";

/**
 * What steps print, in a group for each uninterrupted piece of one step's output, with a link to the step. Steps run at
 * the same time, so a group ends where another one's output begins.
 */
export class StepOutput {
  readonly #client: Client;
  readonly #knowledge: Knowledge;
  #group: number | undefined;

  constructor(client: Client, knowledge: Knowledge) {
    this.#client = client;
    this.#knowledge = knowledge;
  }

  print({ category, text, dispatchId, workflow, step }: ProbeEvents["output"]): void {
    if (dispatchId !== this.#group) {
      this.close();
      if (dispatchId !== undefined && step !== undefined) {
        this.#group = dispatchId;
        this.#client.output(workflow === undefined ? step : `${workflow}.${step}`, {
          ...this.#place(workflow, step),
          group: "start",
        });
      }
    }
    this.#client.output(text, { category, ...this.#place(workflow, step) });
  }

  /** Before output that belongs to no step. */
  close(): void {
    if (this.#group === undefined) return;
    this.#group = undefined;
    this.#client.event("output", { category: "console", output: "", group: "end" });
  }

  #place(workflow: string | undefined, step: string | undefined): OutputOptions {
    const place = step === undefined ? undefined : this.#knowledge.step(workflow ?? "", step);
    if (place === undefined) return {};
    return { source: sourceOf(place), line: this.#client.line(place.line), column: this.#client.column(place.column) };
  }
}

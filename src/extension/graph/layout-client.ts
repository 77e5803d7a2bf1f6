/** The extension host's side of the layout worker. */
import { Worker } from "node:worker_threads";
import type { NestedSketch } from "../../picture/groups.ts";
import type { PictureWorkflow, TextMetrics } from "../../picture/model.ts";

export interface LayoutRequest {
  readonly id: number;
  readonly sketches: readonly NestedSketch[];
  /** For each sketch the workflows as they were drawn last. */
  readonly previous: readonly (readonly PictureWorkflow[])[];
  readonly metrics: TextMetrics;
}

export type LayoutAnswer =
  | { readonly id: number; readonly workflows: PictureWorkflow[][] }
  | { readonly id: number; readonly error: string };

interface Waiting {
  readonly resolve: (workflows: PictureWorkflow[][]) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the worker with the first request, and again after it died. */
export class LayoutClient {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** `script`: absolute path of the built worker. */
  constructor(script: string) {
    this.#script = script;
  }

  /**
   * For each sketch its workflow, then those inside it. `previous`: for each sketch such workflows as they were drawn last;
   * what is still there stays where it was.
   */
  layout(
    sketches: readonly NestedSketch[],
    metrics: TextMetrics,
    previous: readonly (readonly PictureWorkflow[])[] = [],
  ): Promise<PictureWorkflow[][]> {
    const id = ++this.#lastId;
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id, sketches, previous, metrics } satisfies LayoutRequest);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  dispose(): void {
    void this.#worker?.terminate();
    this.#end(new Error("The layout of the workflow graph was cancelled: the view was closed."));
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { name: "stepwright-graph-layout" });
    worker.unref();
    worker.on("message", (answer: LayoutAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ("error" in answer) waiting?.reject(new Error(`The workflow graph could not be laid out: ${answer.error}`));
      else waiting?.resolve(answer.workflows);
    });
    // The end of one that was replaced meanwhile says nothing about its successor.
    const ended = (error: Error): void => {
      if (this.#worker === worker) this.#end(error);
    };
    worker.on("error", (error) => ended(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => ended(new Error("The layout worker of the workflow graph ended.")));
    return worker;
  }

  #end(error: Error): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

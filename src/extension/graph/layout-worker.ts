/** Entry of the worker thread that lays pictures out: elkjs computes for tens to hundreds of milliseconds at a stretch. */
import { parentPort } from "node:worker_threads";
import elkjs from "elkjs/lib/elk.bundled.js";
import { layoutGroups } from "../../picture/layout.ts";
import type { LayoutAnswer, LayoutRequest } from "./layout-client.ts";

const elk = new elkjs.default();

parentPort?.on("message", async ({ id, sketches, previous, metrics }: LayoutRequest) => {
  let answer: LayoutAnswer;
  try {
    const workflows = [];
    for (const [index, sketch] of sketches.entries()) {
      const drawn = new Map(previous[index]?.map((workflow) => [workflow.name, workflow]));
      workflows.push(await layoutGroups(elk, sketch, metrics, drawn));
    }
    answer = { id, workflows };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});

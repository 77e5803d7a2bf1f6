/** Entry of the worker thread that lays pictures out: elkjs computes for tens to hundreds of milliseconds at a stretch. */
import { parentPort } from "node:worker_threads";
import elkjs from "elkjs/lib/elk.bundled.js";
import { layoutGroups } from "../../picture/layout.ts";
import type { LayoutAnswer, LayoutRequest } from "./layout-client.ts";

const elk = new elkjs.default();

parentPort?.on("message", async ({ id, sketches, metrics }: LayoutRequest) => {
  let answer: LayoutAnswer;
  try {
    const workflows = [];
    for (const sketch of sketches) workflows.push(await layoutGroups(elk, sketch, metrics));
    answer = { id, workflows };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});

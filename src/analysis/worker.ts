/** The analysis on a thread of its own: answers the requests of `worker-protocol.ts`, one message each. */
import { parentPort } from "node:worker_threads";
import { Analyzer } from "./analyzer.ts";
import { keepCompiled } from "./kept-script.ts";
import {
  type AnalysisMethod,
  type AnalysisParams,
  type AnalysisResult,
  analysisRequests,
  workerRequest,
} from "./worker-protocol.ts";

/** ms without a request after which the type checker's memory is given back. */
const IDLE_MS = 60_000;
/** ms without a request after which what the engine has compiled is kept for the next start. */
const QUIET_MS = 2_000;

const analyzer = new Analyzer();

const handlers: {
  [M in AnalysisMethod]: (params: AnalysisParams<M>) => AnalysisResult<M> | Promise<AnalysisResult<M>>;
} = {
  graphOf: ({ file, ...options }) => analyzer.graphOf(file, options),
  diagnose: ({ file, ...options }) => analyzer.diagnose(file, options),
  diagnoseAll: ({ files }) => Object.fromEntries(analyzer.diagnoseAll(files)),
  findWorkflows: ({ folder }) => analyzer.findWorkflows(folder),
  locate: ({ file, line, ...options }) => analyzer.locate(file, line, options),
  eventAt: ({ file, line, column, ...options }) => analyzer.eventAt(file, line, column, options),
  targetsOf: ({ file, ...options }) => analyzer.targets(file, options),
  targets: ({ path }) => analyzer.targetsUnder(path),
  locateName: ({ path, name }) => analyzer.locateName(path, name),
};

async function answer<M extends AnalysisMethod>(method: M, params: unknown): Promise<AnalysisResult<M>> {
  const schema: { parse(value: unknown): unknown } = analysisRequests[method].params;
  return handlers[method](schema.parse(params) as AnalysisParams<M>);
}

const port = parentPort;
if (!port) throw new Error("The analysis worker runs as a worker thread: use AnalysisClient.");
let timers: NodeJS.Timeout[] = [];
port.on("message", async (message: unknown) => {
  const { id, method, params } = workerRequest.parse(message);
  try {
    port.postMessage({ id, result: await answer(method, params) });
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    port.postMessage({ id, error: { name, message: text } });
  }
  for (const timer of timers) clearTimeout(timer);
  timers = [setTimeout(keepCompiled, QUIET_MS).unref(), setTimeout(() => analyzer.releaseTypes(), IDLE_MS).unref()];
});

/** The analysis on a thread of its own: answers the requests of `worker-protocol.ts`, one message each. */
import { parentPort, workerData } from "node:worker_threads";
import { Analyzer } from "./analyzer.ts";
import { Cancelled } from "./cancellation.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { findWorkflowFiles } from "./find-files.ts";
import { keepCompiled } from "./kept-script.ts";
import {
  type AnalysisMethod,
  type AnalysisParams,
  type AnalysisResult,
  analysisRequests,
  workerRequest,
} from "./worker-protocol.ts";
import { type Lane, WorkerSignals } from "./worker-signals.ts";
import type { WorkflowGraph } from "./workflow-graph.ts";

/** ms without a request after which the memory of parsed files and of the type checker is given back. */
const IDLE_MS = 60_000;
/** ms without a request after which what the engine has compiled is kept for the next start. */
const QUIET_MS = 2_000;

const port = parentPort;
if (!port) throw new Error("The analysis worker runs as a worker thread: use AnalysisClient.");
const signals = new WorkerSignals((workerData as { signals: SharedArrayBuffer }).signals);
const analyzer = new Analyzer();

/** Does a part of a request at one go; if something more urgent comes, once more after that. */
type Turn = <T>(work: () => T) => Promise<T>;

const handlers: {
  [M in AnalysisMethod]: (params: AnalysisParams<M>, turn: Turn) => Promise<AnalysisResult<M>>;
} = {
  graphOf: ({ file, ...options }, turn) => turn(() => analyzer.graphOf(file, options)),
  graphsOf: async ({ files }, turn) => {
    const done = new Map<string, WorkflowGraph>();
    await turn(() => analyzer.graphsOf(files, done));
    return [...done.values()];
  },
  diagnose: ({ file, ...options }, turn) => turn(() => analyzer.diagnose(file, options)),
  diagnoseAll: async ({ files }, turn) => {
    const done = new Map<string, Diagnostic[]>();
    await turn(() => analyzer.diagnoseAll(files, done));
    return Object.fromEntries(done);
  },
  findWorkflows: async ({ folder }, turn) => {
    const files = await findWorkflowFiles(folder);
    return turn(() => analyzer.workflowsIn(files));
  },
  locate: ({ file, line, ...options }, turn) => turn(() => analyzer.locate(file, line, options)),
  eventAt: ({ file, line, column, ...options }, turn) => turn(() => analyzer.eventAt(file, line, column, options)),
  targetsOf: ({ file, ...options }, turn) => turn(() => analyzer.targets(file, options)),
  targets: ({ path }) => analyzer.targetsUnder(path),
  locateName: ({ path, name }) => analyzer.locateName(path, name),
};

async function answer<M extends AnalysisMethod>(method: M, params: unknown, turn: Turn): Promise<AnalysisResult<M>> {
  const schema: { parse(value: unknown): unknown } = analysisRequests[method].params;
  return handlers[method](schema.parse(params) as AnalysisParams<M>, turn);
}

/** Messages are read between the turns of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function turnsOf(lane: Lane, id: number): Turn {
  const unwanted = (): boolean => {
    signals.gotOn();
    return signals.isCancelled(lane, id) || signals.isOvertaken(lane);
  };
  return async (work) => {
    for (;;) {
      while (signals.isOvertaken(lane) && !signals.isCancelled(lane, id)) await nextTurn();
      try {
        return analyzer.cancellation.during(unwanted, work);
      } catch (error) {
        if (!(error instanceof Cancelled) || signals.isCancelled(lane, id)) throw error;
      }
    }
  };
}

let timers: NodeJS.Timeout[] = [];
port.on("message", async (message: unknown) => {
  const { id, lane, method, params } = workerRequest.parse(message);
  signals.begun(lane);
  try {
    if (signals.isCancelled(lane, id)) throw new Cancelled();
    port.postMessage({ id, result: await answer(method, params, turnsOf(lane, id)) });
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    port.postMessage({ id, error: { name, message: text } });
  }
  for (const timer of timers) clearTimeout(timer);
  timers = [setTimeout(keepCompiled, QUIET_MS).unref(), setTimeout(() => analyzer.release(), IDLE_MS).unref()];
});

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
/** The same for what concerns many files: it is much, and seldom asked for. */
const BACKGROUND_IDLE_MS = 10_000;
/** So often work that got nowhere gives way to what is more urgent; then it is done, or typing would keep it for ever. */
const PATIENCE = 5;
/** And so often where only more files were parsed: that may be in vain, too, where there is no room for all of them. */
const PATIENCE_WHILE_PARSING = 50;
/** ms without a request after which what the engine has compiled is kept for the next start. */
const QUIET_MS = 2_000;

const port = parentPort;
if (!port) throw new Error("The analysis worker runs as a worker thread: use AnalysisClient.");
const signals = new WorkerSignals((workerData as { signals: SharedArrayBuffer }).signals);
/** Of the files that are asked about one by one, with the texts of editors. */
const editor = new Analyzer();
/** Of many files on disk: what is typed in an editor does not have it begin again. */
const background = new Analyzer();

/**
 * Does a part of a request at one go; if something more urgent comes, once more after that.
 * @param done how much of it is done and kept.
 */
type Turn = <T>(work: (analyzer: Analyzer) => T, done?: () => number) => Promise<T>;

const handlers: {
  [M in AnalysisMethod]: (params: AnalysisParams<M>, turn: Turn) => Promise<AnalysisResult<M>>;
} = {
  graphOf: ({ file, ...options }, turn) => turn((analyzer) => analyzer.graphOf(file, options)),
  graphsOf: async ({ files }, turn) => {
    const done = new Map<string, WorkflowGraph>();
    await turn(
      (analyzer) => analyzer.graphsOf(files, done),
      () => done.size,
    );
    return [...done.values()];
  },
  diagnose: ({ file, ...options }, turn) => turn((analyzer) => analyzer.diagnose(file, options)),
  diagnoseAll: async ({ files }, turn) => {
    const done = new Map<string, Diagnostic[]>();
    await turn(
      (analyzer) => analyzer.diagnoseAll(files, done),
      () => done.size,
    );
    return Object.fromEntries(done);
  },
  findWorkflows: async ({ folder }, turn) => {
    const files = await findWorkflowFiles(folder);
    return turn((analyzer) => analyzer.workflowsIn(files));
  },
  locate: ({ file, line, ...options }, turn) => turn((analyzer) => analyzer.locate(file, line, options)),
  eventAt: ({ file, line, column, ...options }, turn) =>
    turn((analyzer) => analyzer.eventAt(file, line, column, options)),
  targetsOf: ({ file, ...options }, turn) => turn((analyzer) => analyzer.targets(file, options)),
  targets: ({ path }) => background.targetsUnder(path),
  locateName: ({ path, name }) => background.locateName(path, name),
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
  const analyzer = lane === "folder" ? background : editor;
  return async (work, done = () => 0) => {
    let inVain = 0;
    let whileParsing = 0;
    let known = done();
    const unwanted = (): boolean => {
      signals.gotOn();
      if (done() > known) [inVain, whileParsing] = [0, 0];
      known = done();
      const gaveWay = inVain >= PATIENCE || whileParsing >= PATIENCE_WHILE_PARSING;
      return signals.isCancelled(lane, id) || (!gaveWay && signals.isOvertaken(lane));
    };
    for (;;) {
      while (signals.isOvertaken(lane) && !signals.isCancelled(lane, id)) await nextTurn();
      const { parsed } = analyzer;
      try {
        return analyzer.cancellation.during(unwanted, () => work(analyzer));
      } catch (error) {
        if (!(error instanceof Cancelled) || signals.isCancelled(lane, id)) throw error;
        if (analyzer.parsed > parsed) whileParsing++;
        else inVain++;
      }
    }
  };
}

let [keeping, resting, backgroundResting]: NodeJS.Timeout[] = [];
port.on("message", async (message: unknown) => {
  const { id, lane, method, params } = workerRequest.parse(message);
  signals.begun(lane);
  if (lane === "folder") clearTimeout(backgroundResting);
  try {
    if (signals.isCancelled(lane, id)) throw new Cancelled();
    port.postMessage({ id, result: await answer(method, params, turnsOf(lane, id)) });
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    port.postMessage({ id, error: { name, message: text } });
  }
  clearTimeout(keeping);
  keeping = setTimeout(keepCompiled, QUIET_MS).unref();
  clearTimeout(resting);
  resting = setTimeout(() => editor.release(), IDLE_MS).unref();
  if (lane === "folder") backgroundResting = setTimeout(() => background.release(), BACKGROUND_IDLE_MS).unref();
});

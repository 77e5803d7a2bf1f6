/** The analysis on a thread of its own: answers the requests of `worker-protocol.ts`, one message each. */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { Analyzer } from "./analyzer.ts";
import { Cancelled } from "./cancellation.ts";
import { keepCompiled } from "./kept-script.ts";
import { type AnalysisMethod, type AnalysisParams, type AnalysisResult, analysisRequests } from "./worker-protocol.ts";
import { type Request, WorkerRequests } from "./worker-requests.ts";
import { WorkerSignals } from "./worker-signals.ts";

/** ms without a request after which the memory of parsed files and of the type checker is given back. */
const IDLE_MS = 60_000;
/** The same for what concerns many files: it is much, and seldom asked for. */
const BACKGROUND_IDLE_MS = 10_000;
/** ms without a request after which what the engine has compiled is kept for the next start. */
const QUIET_MS = 2_000;

const port = parentPort;
if (!port) throw new Error("The analysis worker runs as a worker thread: use AnalysisClient.");
const signals = new WorkerSignals((workerData as { signals: SharedArrayBuffer }).signals);
/** Of the files that are asked about one by one, with the texts of editors. */
const editor = new Analyzer();
/** Of many files: what is typed in an editor meanwhile does not have it begin again. */
const background = new Analyzer();

const handlers: {
  [M in AnalysisMethod]: (params: AnalysisParams<M>) => AnalysisResult<M> | Promise<AnalysisResult<M>>;
} = {
  graphOf: ({ file, ...options }) => editor.graphOf(file, options),
  diagnose: ({ file, ...options }) => editor.diagnose(file, options),
  locate: ({ file, line, ...options }) => editor.locate(file, line, options),
  eventAt: ({ file, line, column, ...options }) => editor.eventAt(file, line, column, options),
  targetsOf: ({ file, ...options }) => editor.targets(file, options),
  graphsOf: ({ files, unsaved }) => [...background.graphsOf(files, textsOf(unsaved)).values()],
  diagnoseAll: ({ files, unsaved }) => Object.fromEntries(background.diagnoseAll(files, textsOf(unsaved))),
  findWorkflows: ({ folder }) => background.findWorkflows(folder),
  targets: ({ path }) => background.targetsUnder(path),
  locateName: ({ path, name }) => background.locateName(path, name),
};

function textsOf(unsaved: Readonly<Record<string, string>> = {}): { unsaved: ReadonlyMap<string, string> } {
  return { unsaved: new Map(Object.entries(unsaved)) };
}

function handle<M extends AnalysisMethod>(method: M, params: unknown): AnalysisResult<M> | Promise<AnalysisResult<M>> {
  const schema: { parse(value: unknown): unknown } = analysisRequests[method].params;
  return handlers[method](schema.parse(params) as AnalysisParams<M>);
}

const requests = new WorkerRequests(signals, {
  receive: () => receiveMessageOnPort(port)?.message,
  progress: () => editor.progress,
  answer: (request, unwanted) => {
    const { id, lane, method, params } = request;
    try {
      const result = editor.cancellation.during(unwanted, () => handle(method, params));
      port.postMessage({ id, result });
    } catch (error) {
      if (error instanceof Cancelled && !signals.isCancelled(lane, id)) throw error;
      fail(id, error);
    }
    rest();
  },
});

function fail(id: number, error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  port?.postMessage({ id, error: { name, message } });
}

/** The one that concerns many files. */
let working: Request | undefined;
background.cancellation.always(() => working !== undefined && requests.isUnwanted(working));

async function answerFolder(): Promise<void> {
  for (working = requests.take("folder"); working; working = requests.take("folder")) {
    const { id, method, params } = working;
    clearTimeout(backgroundResting);
    try {
      port?.postMessage({ id, result: await handle(method, params) });
    } catch (error) {
      fail(id, error);
    }
    rest();
    backgroundResting = setTimeout(() => background.release(), BACKGROUND_IDLE_MS).unref();
  }
}

let [keeping, resting, backgroundResting]: NodeJS.Timeout[] = [];
function rest(): void {
  clearTimeout(keeping);
  keeping = setTimeout(keepCompiled, QUIET_MS).unref();
  clearTimeout(resting);
  resting = setTimeout(() => editor.release(), IDLE_MS).unref();
}

port.on("message", (message: unknown) => {
  requests.add(message);
  requests.answerUrgent();
  if (!working) void answerFolder();
});

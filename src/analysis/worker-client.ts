import { Worker } from "node:worker_threads";
import { AnalysisError, aborted, misfit } from "./analysis-error.ts";
import type { WorkflowSummary } from "./analyzer.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { NamedEvent } from "./event-at.ts";
import { LastGoodGraphs } from "./last-good.ts";
import type { SourceTarget } from "./locate.ts";
import { type Caller, isOutdated, type Job, type JobParams, settle, WaitingJobs, withText } from "./worker-jobs.ts";
import {
  type AnalysisMethod,
  type AnalysisParams,
  type AnalysisResult,
  analysisRequests,
  workerResponse,
} from "./worker-protocol.ts";
import { LANES, type Lane, WorkerSignals } from "./worker-signals.ts";
import type { WorkflowGraph } from "./workflow-graph.ts";

export interface AnalysisClientOptions {
  /** ms without a step forward after which a request is given up and the worker started anew. Default 30,000. */
  readonly timeout?: number;
  /** ms without a request after which the worker is ended and its memory given back. Default 300,000. */
  readonly idle?: number;
  /** Hears of crashes and restarts. */
  readonly onProblem?: (message: string) => void;
  /** Flags for the worker's Node, e.g. to run it from TypeScript source. */
  readonly execArgv?: readonly string[];
}

export interface ManyOptions {
  /** Texts of editors that are not saved, by path: of these files and of what they import. All others count as on disk. */
  readonly unsaved?: Readonly<Record<string, string>>;
  /** Breaks the work off where nobody else waits for it; the promise is rejected with the reason `Aborted`. */
  readonly signal?: AbortSignal;
}

/** Five minutes: the compiler is loaded again in a fraction of a second. */
const IDLE_MS = 300_000;

/** Far more than it needs. Where the limit is higher, the engine lets garbage of hundreds of megabytes lie. */
const MAX_OLD_GENERATION_MB = 1_500;

const LANE_OF: Readonly<Record<AnalysisMethod, Lane>> = {
  graphOf: "types",
  diagnose: "types",
  locate: "syntax",
  eventAt: "syntax",
  targetsOf: "syntax",
  targets: "folder",
  graphsOf: "folder",
  diagnoseAll: "folder",
  findWorkflows: "folder",
  locateName: "folder",
};

/**
 * The analysis, on a worker thread that is started by the first request. A newer request for a file takes the place of an
 * older one that waits or is worked on, and both callers get the newer answer: work nobody needs any more is broken off.
 * What the syntax of one file tells comes before its types, and these before searches and checks of many files.
 */
export class AnalysisClient {
  private worker: Worker | undefined;
  private signals = new WorkerSignals();
  private readonly waiting = new WaitingJobs();
  private readonly running = new Map<Lane, { job: Job; timer: NodeJS.Timeout }>();
  private readonly lastGood = new LastGoodGraphs();
  private idle: NodeJS.Timeout | undefined;
  private lastId = 0;
  private disposed = false;

  /** @param workerPath the bundle `dist/analysis/worker.js`. */
  constructor(
    private readonly workerPath: string | URL,
    private readonly options: AnalysisClientOptions = {},
  ) {}

  /**
   * @param options.text the text of an editor that is not saved; without it the file on disk counts.
   * @param options.types false: from the syntax alone, quicker.
   */
  async graphOf(file: string, options: { text?: string; types?: boolean } = {}): Promise<WorkflowGraph> {
    const lane = options.types === false ? "syntax" : "types";
    return this.lastGood.settle(
      await this.request("graphOf", { file, ...options }, `${options.types ?? true} ${file}`, lane),
    );
  }

  /** The graphs of files from the syntax alone; those that are gone are left out. */
  async graphsOf(files: readonly string[], options: ManyOptions = {}): Promise<WorkflowGraph[]> {
    const graphs = await this.askAbout("graphsOf", files, options);
    return graphs.map((graph) => this.lastGood.settle(graph));
  }

  /** What will not work in the workflows of a file. Of a file that does not parse only the syntax errors. */
  diagnose(file: string, options: { text?: string } = {}): Promise<Diagnostic[]> {
    return this.request("diagnose", { file, ...options }, file);
  }

  /** As `diagnose` for many files, by path; those that are gone are left out. */
  diagnoseAll(files: readonly string[], options: ManyOptions = {}): Promise<Record<string, Diagnostic[]>> {
    return this.askAbout("diagnoseAll", files, options);
  }

  /** All workflow classes under a folder. */
  findWorkflows(folder: string): Promise<WorkflowSummary[]> {
    return this.request("findWorkflows", { folder }, folder);
  }

  /** What an event breakpoint on that line (from 1) means. */
  locate(file: string, line: number, options: { text?: string } = {}): Promise<SourceTarget | undefined> {
    return this.request("locate", { file, line, ...options }, `${line} ${file}`);
  }

  /** The event class that the name at a line and column (from 1) stands for, and the place of that name. */
  eventAt(
    file: string,
    line: number,
    column: number,
    options: { text?: string } = {},
  ): Promise<NamedEvent | undefined> {
    return this.request("eventAt", { file, line, column, ...options }, `${line}:${column} ${file}`);
  }

  /** Every event class and step that a file declares, in source order. */
  targetsOf(file: string, options: { text?: string } = {}): Promise<SourceTarget[]> {
    return this.request("targetsOf", { file, ...options }, file);
  }

  /** Every event class and step of a file, or under a folder. */
  targets(path: string): Promise<SourceTarget[]> {
    return this.request("targets", { path }, path);
  }

  /** The places of an event (`Retrieved`) or a step (`synthesize`, `RagFlow.synthesize`) under a folder. */
  locateName(path: string, name: string): Promise<SourceTarget[]> {
    return this.request("locateName", { path, name }, `${name} ${path}`);
  }

  /** True while there is a worker: from the first request until it was left alone for `idle` ms. */
  get alive(): boolean {
    return this.worker !== undefined;
  }

  /** Ends the worker. Requests that wait are rejected. */
  async dispose(): Promise<void> {
    this.disposed = true;
    clearTimeout(this.idle);
    const error = new AnalysisError("The analysis was ended.", "Disposed");
    for (const { job, timer } of this.running.values()) {
      clearTimeout(timer);
      settle(job, (caller) => caller.reject(error));
    }
    this.running.clear();
    for (const job of this.waiting.takeAll()) settle(job, (caller) => caller.reject(error));
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private askAbout<M extends "graphsOf" | "diagnoseAll">(
    method: M,
    files: readonly string[],
    { unsaved = {}, signal }: ManyOptions,
  ): Promise<AnalysisResult<M>> {
    const subject = JSON.stringify([files, unsaved]);
    const params: AnalysisParams<"graphsOf" | "diagnoseAll"> = { files: [...files], unsaved: { ...unsaved } };
    return this.request(method, params as AnalysisParams<M>, subject, LANE_OF[method], signal);
  }

  private request<M extends AnalysisMethod>(
    method: M,
    params: AnalysisParams<M>,
    subject: string,
    lane = LANE_OF[method],
    signal?: AbortSignal,
  ): Promise<AnalysisResult<M>> {
    if (this.disposed) return Promise.reject(new AnalysisError("The analysis was ended.", "Disposed"));
    const key = `${method} ${subject}`;
    const about: JobParams = params as object;
    return new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) throw aborted(method);
      const caller = { resolve, reject };
      signal?.addEventListener("abort", () => this.leave(caller, aborted(method)), { once: true });
      this.breakOffOutdated(about);
      this.waiting.renew(about);
      this.waiting.add({ id: 0, method, key, lane, params: about, attempts: 0, callers: [caller] });
      this.pump();
    }) as Promise<AnalysisResult<M>>;
  }

  /** A caller waits no longer; what nobody else waits for is not begun, or broken off. */
  private leave(caller: Caller, why: AnalysisError): void {
    const running = [...this.running.values()].find(({ job }) => job.callers.includes(caller))?.job;
    const job = running ?? this.waiting.of(caller);
    if (!job) return;
    job.callers.splice(job.callers.indexOf(caller), 1);
    caller.reject(why);
    if (job.callers.length > 0) return;
    if (running) this.signals.cancel(job.lane, job.id);
    else this.waiting.delete(job);
  }

  /** What is worked on about an older text of the file begins again with the newest. */
  private breakOffOutdated(newest: JobParams): void {
    for (const { job } of this.running.values()) {
      if (job.callers.length === 0 || !isOutdated(job, newest)) continue;
      this.signals.cancel(job.lane, job.id);
      const params = withText(job.params, newest);
      this.waiting.add({ ...job, params, attempts: 0, callers: job.callers.splice(0) }, "first");
    }
  }

  /** Hands each lane its next job. */
  private pump(): void {
    clearTimeout(this.idle);
    for (const lane of LANES) {
      if (this.disposed || this.running.has(lane)) continue;
      const job = this.waiting.take(lane);
      if (!job) continue;
      job.attempts++;
      job.id = ++this.lastId;
      this.worker ??= this.start();
      this.running.set(lane, { job, timer: this.watch(job) });
      this.signals.sent(lane);
      this.worker.postMessage({ id: job.id, lane, method: job.method, params: job.params });
    }
    if (this.running.size > 0 || !this.worker) return;
    this.idle = setTimeout(() => this.rest(), this.options.idle ?? IDLE_MS);
    this.idle.unref();
  }

  /** Gives up a job if the worker does not get on with anything. */
  private watch(job: Job): NodeJS.Timeout {
    const ms = this.options.timeout ?? 30_000;
    const { steps } = this.signals;
    return setTimeout(() => {
      if (this.signals.steps === steps) this.giveUp(job, ms);
      else this.running.set(job.lane, { job, timer: this.watch(job) });
    }, ms);
  }

  /** A thread's memory goes back to the system only with the thread. */
  private rest(): void {
    const { worker } = this;
    this.worker = undefined;
    void worker?.terminate();
  }

  private start(): Worker {
    this.signals = new WorkerSignals();
    const worker = new Worker(this.workerPath, {
      workerData: { signals: this.signals.memory },
      resourceLimits: { maxOldGenerationSizeMb: MAX_OLD_GENERATION_MB },
      ...(this.options.execArgv ? { execArgv: [...this.options.execArgv] } : {}),
    });
    worker.on("message", (message: unknown) => this.answered(message));
    worker.on("error", (error) => this.crashed(worker, error instanceof Error ? error.message : String(error)));
    worker.on("exit", (code) => this.crashed(worker, `it ended with code ${code}`));
    worker.unref(); // a program that only forgot to dispose can end
    return worker;
  }

  private answered(message: unknown): void {
    const response = workerResponse.parse(message);
    const entry = [...this.running].find(([, { job }]) => job.id === response.id);
    if (!entry) return;
    const [lane, { job, timer }] = entry;
    clearTimeout(timer);
    this.running.delete(lane);
    if ("error" in response) {
      const { name, message: text } = response.error;
      settle(job, (caller) => caller.reject(new AnalysisError(text, name)));
    } else {
      const result = analysisRequests[job.method].result.safeParse(response.result);
      if (result.success) settle(job, (caller) => caller.resolve(result.data));
      else settle(job, (caller) => caller.reject(misfit(job.method, result.error.message)));
    }
    this.pump();
  }

  /** The worker died: what ran is tried once more on a new one. */
  private crashed(worker: Worker, why: string): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.options.onProblem?.(`The analysis worker stopped: ${why}. It is started again.`);
    for (const { job, timer } of this.running.values()) {
      clearTimeout(timer);
      const error = new AnalysisError(`The analysis of ${job.key} failed twice: ${why}.`, "WorkerCrashed");
      if (job.attempts > 1) settle(job, (caller) => caller.reject(error));
      else if (job.callers.length > 0) this.waiting.add(job, "first");
    }
    this.running.clear();
    this.pump();
  }

  private giveUp(job: Job, ms: number): void {
    const error = new AnalysisError(`${job.key} took longer than ${ms / 1000} s and was given up.`, "WorkerTimeout");
    this.running.delete(job.lane);
    settle(job, (caller) => caller.reject(error));
    const { worker } = this;
    if (!worker) return;
    this.crashed(worker, `a request took longer than ${ms / 1000} s`);
    void worker.terminate();
  }
}

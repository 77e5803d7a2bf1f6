import type { AnalysisMethod } from "./worker-protocol.ts";
import { LANES, type Lane } from "./worker-signals.ts";

export interface Caller {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** A request and everybody who waits for its answer. */
export interface Job {
  /** Of the message that carries it; 0 while it waits. */
  id: number;
  readonly method: AnalysisMethod;
  /** Jobs of one key replace each other while they wait. */
  readonly key: string;
  lane: Lane;
  params: JobParams;
  attempts: number;
  callers: Caller[];
}

/** The parameters as far as they tell of which text of which file. */
export interface JobParams {
  readonly file?: string;
  readonly text?: string;
}

/** The requests that were not sent yet, the oldest first. */
export class WaitingJobs {
  private jobs: Job[] = [];

  /** Adds a request. One of the same key takes its parameters, if it must its lane, and both callers get the answer. */
  add(job: Job, place: "first" | "last" = "last"): void {
    const same = this.jobs.find(({ key }) => key === job.key);
    if (!same) {
      if (place === "first") this.jobs.unshift(job);
      else this.jobs.push(job);
      return;
    }
    if (place === "last") same.params = job.params;
    same.callers.push(...job.callers);
    if (LANES.indexOf(job.lane) < LANES.indexOf(same.lane)) same.lane = job.lane;
  }

  /** Takes a request out for which nobody waits. */
  delete(job: Job): void {
    this.jobs = this.jobs.filter((one) => one !== job);
  }

  /** The request that somebody waits for. */
  of(caller: Caller): Job | undefined {
    return this.jobs.find(({ callers }) => callers.includes(caller));
  }

  /** The next one of a lane, which waits no longer. */
  take(lane: Lane): Job | undefined {
    const index = this.jobs.findIndex((job) => job.lane === lane);
    return index < 0 ? undefined : this.jobs.splice(index, 1)[0];
  }

  /** All of them, which wait no longer. */
  takeAll(): Job[] {
    return this.jobs.splice(0);
  }

  /** What is asked about a file is asked about its newest text. */
  renew(newest: JobParams): void {
    for (const job of this.jobs) if (isOutdated(job, newest)) job.params = withText(job.params, newest);
  }
}

/** True where the request is about another text of the file. */
export function isOutdated({ params }: Job, newest: JobParams): boolean {
  return newest.file !== undefined && params.file === newest.file && params.text !== newest.text;
}

/** The same request about the newest text. */
export function withText({ text: _, ...rest }: JobParams, { text }: JobParams): JobParams {
  return text === undefined ? rest : { ...rest, text };
}

export function settle(job: Job, act: (caller: Caller) => void): void {
  for (const caller of job.callers.splice(0)) act(caller);
}

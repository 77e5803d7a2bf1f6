/**
 * Time travel: while a client looks at the past, its questions are answered from the recording; what it sends to the
 * program (answers, events, cancels) still goes there. The way forth leads through the recording up to now.
 */
import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import type { ProbeEventHandlers } from "../protocol/probe-connection.ts";
import { processOf, toAdapterIds, toProbeIds } from "../protocol/process-ids.ts";
import { Recording } from "../recording/recording.ts";
import { RecordingError } from "../recording/recording-error.ts";
import { Now } from "../replay/now.ts";
import { ANSWERED, type Answered, Replay, type ReplayOptions } from "../replay/replay.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { LiveState } from "./live-state.ts";
import { Progress } from "./progress.ts";
import type { Resumption } from "./resumption.ts";
import type { Runs } from "./runs.ts";

/** Stops that somebody asked for: on the way forth through the past, they are met again. */
const ASKED: ReadonlySet<string> = new Set(["breakpoint", "data breakpoint", "exception"]);

type How = "continue" | "next" | "stepOut";

export interface PastHandlers {
  /** Where a replay's events go. */
  events(): ProbeEventHandlers;
  /** Breakpoints and exception filters, as the probe of that process has them. */
  configuration(process: number): ProbeRequests["configure"]["arguments"];
  /** Frames and variables of the stop before mean nothing any more. */
  moved(): void;
}

interface Parts {
  readonly client: Client;
  readonly link: DebuggeeLink;
  readonly runs: Runs;
  readonly live: LiveState;
  readonly resumption: Resumption;
}

export class Past {
  readonly #client: Client;
  readonly #link: DebuggeeLink;
  readonly #runs: Runs;
  readonly #live: LiveState;
  readonly #resumption: Resumption;
  readonly #handlers: PastHandlers;
  /** By process. */
  readonly #recordings = new Map<number, Recording>();
  #replay: Replay | undefined;
  /** The process whose past is shown. */
  #process = 0;
  /** The program's own last stop: where now is. */
  #now: ProbeEvents["stopped"] | undefined;
  /** A stop in the past that is about to be told. */
  #telling: NodeJS.Immediate | undefined;
  /** The program's stops while a fork is asked for. */
  #forkStops: ProbeEvents["stopped"][] | undefined;

  constructor({ client, link, runs, live, resumption }: Parts, handlers: PastHandlers) {
    this.#client = client;
    this.#link = link;
    this.#runs = runs;
    this.#live = live;
    this.#resumption = resumption;
    this.#handlers = handlers;
  }

  /** True while the client looks at the past of a running program. */
  get isShown(): boolean {
    return this.#link.past !== undefined && this.#link.connection !== undefined;
  }

  /** The program has stopped. True where that is told later: a fork's stop comes after the answer to what led there. */
  stopped(stop: ProbeEvents["stopped"]): boolean {
    this.#now = stop;
    this.#forkStops?.push(stop);
    return this.#forkStops !== undefined;
  }

  /**
   * Opens a recording without a program: all questions go to it. `sources` is told which files it names. @throws RecordingError, or the system's error.
   */
  async open(path: string, stopOnEntry: boolean, sources: (files: readonly string[]) => void): Promise<void> {
    const { replay, recording } = await this.#read(path, 0, {});
    replay.edits.refusal = errors.noFork(this.#program).message;
    sources(recording.sources);
    this.#show(replay);
    replay.start(stopOnEntry);
  }

  async stepBack(thread: number): Promise<void> {
    const { replay, run, from } = await this.#enter(thread);
    this.#handlers.moved();
    replay.stepBack(run, from);
  }

  /** `single`: what other runs did does not stop it. */
  async reverseContinue(thread: number, single: boolean): Promise<void> {
    const { replay, run } = await this.#enter(thread);
    this.#handlers.moved();
    replay.reverseContinue(run, single);
  }

  /** Goes on from an edited past: forks there; `single`: nothing else goes on. False where nothing was edited. */
  async forkEdited(how: How, single: boolean): Promise<boolean> {
    const point = this.#replay?.point;
    if (!this.isShown || this.#replay === undefined || this.#replay.edits.isEmpty) return false;
    if (point?.kind !== "dispatch") return false;
    const { thread } = toAdapterIds({ thread: point.run }, this.#process) as { thread: number };
    const forked = await this.fork(thread, point.dispatch);
    setImmediate(() => {
      this.#link.request(how, { thread: forked, single }).then(
        ({ aside = [] }) => {
          this.#runs.resumed(forked, !single, aside);
          this.#resumption.tellFork(
            thread,
            forked,
            single ? this.#runs.list.filter((run) => run.thread !== forked) : aside,
          );
        },
        (error: Error) => this.#client.output(error.message, { category: "stderr" }),
      );
    });
    return true;
  }

  /** Starts the run again from before that dispatch; what was edited there goes with it. Resolves with the new thread. */
  async fork(thread: number, dispatch: number): Promise<number> {
    if (this.#link.connection === undefined) throw errors.noFork(this.#program);
    const point = this.isShown ? this.#replay?.point : undefined;
    const isHere = point?.kind === "dispatch" && point.run === runOf(thread) && point.dispatch === dispatch;
    const edits = (isHere && this.#replay?.edits.list) || { events: [], writes: [] };
    // The probe tells of the stop before it answers.
    const shown = this.#link.past;
    const isOver = !this.#runs.lives(thread);
    if (isOver) this.#resumption.tellAnew(thread);
    this.#leave();
    const stops: ProbeEvents["stopped"][] = [];
    this.#forkStops = stops;
    try {
      const { thread: forked } = await this.#link.request("fork", { thread, dispatch, edits });
      if (!isOver) this.#resumption.tellAnew(thread);
      this.#handlers.moved();
      return forked;
    } catch (error) {
      this.#link.past = shown;
      if (shown !== undefined) this.#replay?.tell();
      throw error;
    } finally {
      this.#forkStops = undefined;
      for (const stop of stops) setImmediate(() => this.#handlers.events().stopped?.(stop));
    }
  }

  /** A run of another process goes on: what is shown is now again. Throws where an edit of the past would be lost. */
  leaveFor(thread: number): void {
    if (!this.isShown || processOf(thread) === this.#process) return;
    const point = this.#replay?.point;
    if (point !== undefined && this.#replay?.edits.isEmpty === false) {
      const { thread: edited } = toAdapterIds({ thread: point.run }, this.#process) as { thread: number };
      throw errors.otherPast(this.#runs.get(edited).name);
    }
    this.#leave();
    this.#replay = undefined;
  }

  /** A process has ended, and its number may be given to another. */
  lost(process: number): void {
    if (this.isShown && process === this.#process) this.#leave();
    this.#recordings.get(process)?.close();
    this.#recordings.delete(process);
    if (this.#now !== undefined && processOf(this.#now.thread) === process) this.#now = undefined;
  }

  /** Breakpoints have changed. */
  configure(): void {
    this.#replay?.handlers.configure(this.#handlers.configuration(this.#process));
  }

  /** The program or the session has ended. */
  close(): void {
    this.over();
    this.#link.past = undefined;
    this.#live.forgetPast();
    this.#replay = undefined;
    for (const recording of this.#recordings.values()) recording.close();
    this.#recordings.clear();
    this.#now = undefined;
  }

  /** The main file of the program whose recording is open, where it is named. */
  get #program(): string | undefined {
    return this.#recordings.get(0)?.sources[0];
  }

  async #enter(thread: number): Promise<{ replay: Replay; run: number; from: { dispatch: number; past: boolean } }> {
    const [process, run] = [processOf(thread), runOf(thread)];
    this.leaveFor(thread);
    if (this.#link.past !== undefined && this.#replay !== undefined) {
      return { replay: this.#replay, run, from: this.#replay.topOf(run) };
    }
    const { frames } = await this.#link.request("stack", { thread, start: 0, count: 2 });
    const top = frames.find((frame) => frame.dispatchId > 0);
    if (top === undefined) throw errors.noPast("this run has dispatched nothing yet");
    const { path, problem } = await this.#link.request("recording", {}, thread);
    if (path === undefined) throw errors.noPast('it is not recorded: "record" is false in the launch configuration');
    if (problem !== undefined) this.#client.output(problem, { category: "important" });
    const isPast = top.past || top !== frames[0] || this.#now?.reason === "exception";
    const isWrite = this.#now?.reason === "data breakpoint" && this.#now.thread === thread;
    const { replay } = await this.#read(path, process, {
      reachedEnd: (how) => this.#backToNow(how),
      ...(isPast && !isWrite ? {} : { now: new Now(run, top.dispatchId, isWrite ? "written" : "dispatch") }),
    });
    this.#show(replay);
    return { replay, run, from: { dispatch: top.dispatchId, past: isPast } };
  }

  async #read(
    path: string,
    process: number,
    options: Omit<ReplayOptions, "emit">,
  ): Promise<{ replay: Replay; recording: Recording }> {
    const progress = new Progress(this.#client, "Stepwright", "reading the recording");
    try {
      const known = this.#recordings.get(process);
      const recording = known === undefined || known.isReplaced ? new Recording(path) : known;
      if (recording !== known) known?.close();
      this.#recordings.set(process, recording);
      await recording.readOn((part) => progress.report(`${Math.round(part * 100)} %`));
      this.#process = process;
      this.#replay = new Replay(recording, { ...options, emit: (event, body) => this.#tell(event, body) });
      this.configure();
      return { replay: this.#replay, recording };
    } catch (error) {
      this.close();
      if (error instanceof RecordingError) throw errors.badRecording(error.message);
      throw errors.recordingMissing(path, (error as Error).message);
    } finally {
      progress.end();
    }
  }

  /** From now on that answers for the process. */
  #show(replay: Replay): void {
    const process = this.#process;
    this.#link.past = {
      process,
      answers: isAnswered,
      request: async (command, args) => {
        const handle = replay.handlers[command] as (args: unknown) => unknown;
        return toAdapterIds(await handle(toProbeIds(args, process)), process) as never;
      },
    };
  }

  #tell<K extends keyof ProbeEvents>(event: K, body: ProbeEvents[K]): void {
    const told = toAdapterIds(body, this.#process) as ProbeEvents[K];
    if (event === "runs") this.#runs.show((told as ProbeEvents["runs"]).runs, this.#process);
    else if (event === "live") this.#live.showPast((told as ProbeEvents["live"]).runs, this.#process);
    else if (event === "stopped") this.#stop(told as ProbeEvents["stopped"]);
    else (this.#handlers.events()[event] as ((body: ProbeEvents[K]) => void) | undefined)?.(told);
  }

  /**
   * After the answer to what led there: from that a client knows that the stop before is over. Not at all where the next
   * request has led away from there already.
   */
  #stop(stop: ProbeEvents["stopped"]): void {
    clearImmediate(this.#telling);
    this.#telling = setImmediate(() => this.#handlers.events().stopped?.(stop));
  }

  /** The client is about to be told that the session is over. */
  over(): void {
    clearImmediate(this.#telling);
  }

  /** What is shown is the program again. */
  #leave(): void {
    if (this.#link.past === undefined) return;
    clearImmediate(this.#telling);
    this.#link.past = undefined;
    this.#runs.showNow();
    this.#live.showNow();
  }

  /** The recording's end is where the program stands: it goes on from there, or that is where the step ends. */
  #backToNow(how: How): void {
    this.#leave();
    this.#replay = undefined;
    this.#handlers.moved();
    const now = this.#now;
    if (now === undefined) return;
    const stopsHere = how !== "continue" || ASKED.has(now.reason);
    if (stopsHere) {
      this.#stop({ ...now, description: `${now.description} (now)` });
      return;
    }
    this.#link.request("continue", { thread: now.thread, single: false }).then(
      ({ aside }) => this.#runs.resumed(now.thread, true, aside),
      (error: Error) => this.#client.output(error.message, { category: "stderr" }),
    );
  }
}

function isAnswered(command: keyof ProbeRequests): command is Answered {
  return (ANSWERED as readonly string[]).includes(command);
}

/** A run's number in its process's recording. */
function runOf(thread: number): number {
  return (toProbeIds({ thread }, processOf(thread)) as { thread: number }).thread;
}

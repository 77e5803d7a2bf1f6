import type { ProbeRequests } from "../protocol/probe.ts";
import { type ProbeConnection, ProbeGoneError } from "../protocol/probe-connection.ts";
import { MAX_PROCESSES, processOf, subjectOf } from "../protocol/process-ids.ts";
import type { Answered } from "../replay/replay.ts";
import { errors } from "./errors.ts";
import { JointStops } from "./joint-stops.ts";

/** ms until a program that does not answer is taken for blocked. */
const ANSWER_MS = 5000;
/** After these every process goes on, unless one run alone is meant. */
const RESUMING = ["continue", "next", "stepOut"] as const;

type Resuming = (typeof RESUMING)[number];
type Resume = ProbeRequests[Resuming]["arguments"];
type Resumed = ProbeRequests[Resuming]["body"];

/** Answers from a recording in the place of a process's probe. */
export interface PastProbe {
  readonly process: number;
  answers(command: keyof ProbeRequests): command is Answered;
  request<K extends Answered>(command: K, args: ProbeRequests[K]["arguments"]): Promise<ProbeRequests[K]["body"]>;
}

/**
 * The processes of the session: the main one and those that it started. A request goes to the process that its thread,
 * frame or variable belongs to, and is refused with a reason while there is nobody to answer it.
 */
export class DebuggeeLink {
  readonly #processes = new Map<number, ProbeConnection>();
  /** The process of the last stop: what a request without a subject is about. */
  #current = 0;
  /** Set while a client looks at the past. */
  past: PastProbe | undefined;
  /** A stop in one process holds the others. */
  readonly stops = new JointStops(() => this.connections);

  /** Whether anybody is there to answer what is asked without a subject. */
  get isThere(): boolean {
    return this.past !== undefined || (this.connection !== undefined && !this.frozen);
  }

  /** The main process's. */
  get connection(): ProbeConnection | undefined {
    return this.#processes.get(0);
  }

  get connections(): readonly ProbeConnection[] {
    return [...this.#processes.values()];
  }

  /** The JavaScript debugger has paused the whole main process. */
  get frozen(): boolean {
    return this.connection?.frozen ?? false;
  }

  /** Whether the process of a thread is paused by the JavaScript debugger. */
  isFrozen(thread: number): boolean {
    return this.#processes.get(processOf(thread))?.frozen ?? false;
  }

  /** Gives the process its number: 0 for the first. False where there are too many. */
  add(connection: ProbeConnection): boolean {
    for (let process = 0; process < MAX_PROCESSES; process++) {
      if (this.#processes.has(process)) continue;
      connection.process = process;
      this.#processes.set(process, connection);
      return true;
    }
    return false;
  }

  /** False where it was not there. */
  remove(connection: ProbeConnection): boolean {
    const { process } = connection;
    if (this.#processes.get(process) !== connection) return false;
    if (this.#current === process) this.#current = 0;
    this.stops.lost(process);
    return this.#processes.delete(process);
  }

  clear(): void {
    this.#processes.clear();
    this.#current = 0;
    this.stops.clear();
  }

  /** @param thread whose process is meant, where the arguments do not tell */
  async request<K extends keyof ProbeRequests>(
    command: K,
    args: ProbeRequests[K]["arguments"],
    thread = subjectOf(args),
  ): Promise<ProbeRequests[K]["body"]> {
    const { past } = this;
    const process = thread === undefined ? (past?.process ?? this.#current) : processOf(thread);
    if (past?.answers(command) && process === past.process) return past.request(command, args as never) as never;
    const connection = this.#processes.get(process) ?? this.connection;
    if (connection === undefined) throw past === undefined ? errors.notRunning() : errors.replayOnly();
    if (isResuming(command))
      return (await this.#resume(connection, command, args as Resume)) as ProbeRequests[K]["body"];
    if (connection.frozen) throw errors.frozen();
    const answer = connection.request(command, args);
    return mayTakeLong(command, args) ? answer : inTime(answer, connection);
  }

  async #resume(connection: ProbeConnection, command: Resuming, args: Resume): Promise<Resumed> {
    const body = await goOn(connection, command, this.stops.howToResume(args));
    this.stops.resumed(args);
    return body;
  }

  /** Asks every process that can answer. */
  requestAll<K extends keyof ProbeRequests>(
    command: K,
    args: ProbeRequests[K]["arguments"],
  ): Promise<ProbeRequests[K]["body"]>[] {
    const able = [...this.connections].filter(({ frozen }) => !frozen);
    return able.map((connection) => inTime(connection.request(command, args), connection));
  }

  /** All runs of all processes stand because of this one. */
  stopped(thread: number): void {
    this.#current = processOf(thread);
    this.stops.hold(this.#current);
  }
}

async function goOn(connection: ProbeConnection, command: Resuming, args: Resume): Promise<Resumed> {
  const answer = connection.request(command, args).catch((error: Error): Resumed => {
    // A program that goes on may end before its answer is through: it went on.
    if (error instanceof ProbeGoneError) return {};
    throw error;
  });
  // A paused program reads it when its pause is over: for the client it goes on now.
  if (connection.frozen) answer.catch(() => {});
  return connection.frozen ? {} : inTime(answer, connection);
}

function isResuming(command: keyof ProbeRequests): command is Resuming {
  return (RESUMING as readonly string[]).includes(command);
}

/** A program that computes without a pause cannot answer; whoever asks must not wait for ever. */
async function inTime<T>(answer: Promise<T>, connection: ProbeConnection): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(connection.frozen ? errors.frozen() : errors.blocked(ANSWER_MS)), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a person types in the console may await something. */
function mayTakeLong(command: keyof ProbeRequests, args: object): boolean {
  return command === "terminate" || (command === "evaluate" && (args as { context?: unknown }).context === "repl");
}

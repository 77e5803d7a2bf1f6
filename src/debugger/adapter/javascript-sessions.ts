import type { EditorRequests } from "../protocol/editor.ts";

/** How long a JavaScript session may take to notice the end of its program. */
const END_MS = 1000;
/** How long a process waits for its JavaScript session, which takes less than two seconds where all is well. */
const READY_MS = 20_000;
/** How long going on waits for line breakpoints that are just being set. */
const BIND_MS = 2000;

/** What a JavaScript session debugs: a process, known by its inspector's address, or one of its worker threads. */
export interface JavaScriptThread {
  readonly address: string;
  readonly worker?: number;
}

export type JavaScriptReport = EditorRequests["stepwright.javascript"]["arguments"];

interface JavaScriptSession {
  isReady: boolean;
  /** Line breakpoints are on their way to it. */
  isBinding: boolean;
  /** Called at the next change of either. */
  readonly waiting: Set<() => void>;
}

/** The JavaScript sessions that the editor attaches beside this one: one for each process and worker thread. */
export class JavaScriptSessions {
  readonly #sessions = new Map<string, JavaScriptSession>();
  readonly #threads = new Map<number, JavaScriptThread>();

  /** The editor attaches one for that process of the session; that of a worker thread may be there already. */
  expect(process: number, thread: JavaScriptThread): void {
    this.#threads.set(process, thread);
    this.#session(thread);
  }

  /** Resolves when it is attached, or will not be. False where it does not say so in time. */
  async settled(process: number): Promise<boolean> {
    const thread = this.#threads.get(process);
    const session = thread && this.#session(thread);
    return session === undefined || session.isReady || (await changes(session, READY_MS));
  }

  isExpected(process: number): boolean {
    return this.#threads.has(process);
  }

  isReady(process: number): boolean {
    const thread = this.#threads.get(process);
    return thread !== undefined && this.#session(thread).isReady;
  }

  /** What the editor knows the process's session by. */
  threadOf(process: number): JavaScriptThread | undefined {
    return this.#threads.get(process);
  }

  /**
   * What the editor says of one; of the main process's where it names none. Returns the process, or undefined where the
   * session belongs to a program that is gone, or to a worker thread that runs no workflow (yet).
   */
  changed({ state, address, worker }: JavaScriptReport): number | undefined {
    const all = [...this.#threads];
    const at = address ?? this.#threads.get(0)?.address;
    if (at === undefined || !all.some(([, thread]) => thread.address === at)) return undefined;
    const session = this.#session({ address: at, ...(worker === undefined ? {} : { worker }) });
    if (state === "ready" || state === "ended") session.isReady = state === "ready";
    if (state === "binding" || state === "bound" || state === "ended") session.isBinding = state === "binding";
    if (state !== "paused" && state !== "resumed") {
      for (const changed of session.waiting) changed();
      session.waiting.clear();
    }
    return all.find(([, thread]) => thread.address === at && thread.worker === worker)?.[0];
  }

  /** Resolves when no line breakpoint is just being set, or it takes too long. */
  async bound(): Promise<void> {
    const binding = [...this.#sessions.values()].filter(({ isBinding }) => isBinding);
    if (binding.length > 0) await Promise.all(binding.map((session) => changes(session, BIND_MS)));
  }

  /** Resolves when none is there (any more), or they do not say so in time. */
  async ended(): Promise<void> {
    const ready = [...this.#sessions.values()].filter(({ isReady }) => isReady);
    await Promise.all(ready.map((session) => changes(session, END_MS)));
  }

  reset(): void {
    this.#sessions.clear();
    this.#threads.clear();
  }

  #session({ address, worker }: JavaScriptThread): JavaScriptSession {
    const key = JSON.stringify([address, worker]);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = { isReady: false, isBinding: false, waiting: new Set<() => void>() };
    this.#sessions.set(key, session);
    return session;
  }
}

async function changes({ waiting }: JavaScriptSession, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const answered = await new Promise<boolean>((resolve) => {
    waiting.add(() => resolve(true));
    timer = setTimeout(() => resolve(false), ms);
  });
  clearTimeout(timer);
  return answered;
}

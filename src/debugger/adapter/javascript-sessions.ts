/** How long a JavaScript session may take to notice the end of its program. */
const END_MS = 1000;
/** How long a process waits for its JavaScript session, which takes less than two seconds where all is well. */
const READY_MS = 20_000;

interface JavaScriptSession {
  /** Number of the process that it is attached to. */
  readonly process: number;
  isReady: boolean;
  readonly settled: Set<() => void>;
}

/** The JavaScript sessions that the editor attaches beside this one: one for each process, known by its inspector's address. */
export class JavaScriptSessions {
  readonly #sessions = new Map<string, JavaScriptSession>();

  /** An editor is asked to attach one there. */
  expect(address: string, process: number): void {
    this.#sessions.set(address, { process, isReady: false, settled: new Set() });
  }

  /** Resolves when it is attached, or will not be. False where it does not say so in time. */
  async settled(address: string): Promise<boolean> {
    const session = this.#sessions.get(address);
    return session === undefined || session.isReady || (await inTime(session, READY_MS));
  }

  isReady(process: number): boolean {
    return [...this.#sessions.values()].some((session) => session.process === process && session.isReady);
  }

  /** The process's inspector, for a message to the editor. */
  addressOf(process: number): string | undefined {
    return [...this.#sessions].find(([, session]) => session.process === process)?.[0];
  }

  /**
   * What the editor says of one; of the main process's where it names none. Returns the process, or undefined where the
   * session belongs to a program that is gone.
   */
  changed(state: "ready" | "paused" | "resumed" | "ended", address: string | undefined): number | undefined {
    const key = address ?? this.addressOf(0);
    const session = key === undefined ? undefined : this.#sessions.get(key);
    if (session === undefined) return undefined;
    if (state === "ready" || state === "ended") {
      session.isReady = state === "ready";
      for (const settle of session.settled) settle();
      session.settled.clear();
    }
    return session.process;
  }

  /** Resolves when none is there (any more), or they do not say so in time. */
  async ended(): Promise<void> {
    const ready = [...this.#sessions.values()].filter(({ isReady }) => isReady);
    await Promise.all(ready.map((session) => inTime(session, END_MS)));
  }

  reset(): void {
    this.#sessions.clear();
  }
}

async function inTime({ settled }: JavaScriptSession, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const answered = await new Promise<boolean>((resolve) => {
    settled.add(() => resolve(true));
    timer = setTimeout(() => resolve(false), ms);
  });
  clearTimeout(timer);
  return answered;
}

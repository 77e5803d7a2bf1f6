import { Cancelled } from "./cancellation.ts";
import type { AnalysisMethod } from "./worker-protocol.ts";
import { workerRequest } from "./worker-protocol.ts";
import type { Lane, WorkerSignals } from "./worker-signals.ts";

/** So often work that got nowhere gives way to what is more urgent; then it is done, or typing would keep it for ever. */
const PATIENCE = 5;
/** And so often where only more files were parsed or bound: that may be in vain, too, where there is no room for all. */
const PATIENCE_WHILE_READING = 50;

export interface Request {
  readonly id: number;
  readonly lane: Lane;
  readonly method: AnalysisMethod;
  readonly params?: unknown;
}

interface Waiting extends Request {
  inVain: number;
  whileReading: number;
}

export interface RequestOptions {
  /** The next message that has come and was not read, in the midst of other work, too. */
  readonly receive: () => unknown;
  /**
   * Does what is asked about one file and sends the answer; throws `Cancelled`, having sent none, when it was broken off
   * because `unwanted` came true.
   */
  readonly answer: (request: Request, unwanted: () => boolean) => void;
  /** Grows with what was read and is kept: work that was broken off does not begin at nothing again. */
  readonly progress: () => number;
}

/**
 * What the worker was asked and has not answered. One file's syntax comes before its types: these are broken off for it
 * and done once more. Work on many files shares nothing with them: in the midst of it they are answered, and it goes on.
 */
export class WorkerRequests {
  private readonly waiting: Waiting[] = [];

  constructor(
    private readonly signals: WorkerSignals,
    private readonly options: RequestOptions,
  ) {}

  /** Takes a message. */
  add(message: unknown): void {
    const request = workerRequest.parse(message);
    this.signals.begun(request.lane);
    this.waiting.push({ ...request, inVain: 0, whileReading: 0 });
  }

  /** The oldest of a lane, which waits no longer. */
  take(lane: Lane): Request | undefined {
    return this.remove(lane);
  }

  /** Answers everything about single files. Work on many files calls it as often as it can. */
  answerUrgent(): void {
    for (;;) {
      this.receiveAll();
      const next = this.remove("syntax") ?? this.remove("types");
      if (!next) return;
      this.answer(next);
    }
  }

  /** For work on many files: true where nobody waits for it any more. Answers first what is more urgent. */
  isUnwanted({ lane, id }: Request): boolean {
    this.signals.gotOn();
    if (this.signals.isOvertaken(lane)) this.answerUrgent();
    return this.signals.isCancelled(lane, id);
  }

  private answer(request: Waiting): void {
    const { lane, id } = request;
    const { signals, options } = this;
    const mayBeOvertaken = request.inVain < PATIENCE && request.whileReading < PATIENCE_WHILE_READING;
    const before = options.progress();
    try {
      options.answer(request, () => {
        signals.gotOn();
        return signals.isCancelled(lane, id) || (mayBeOvertaken && signals.isOvertaken(lane));
      });
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      if (options.progress() > before) request.whileReading++;
      else request.inVain++;
      this.waiting.unshift(request);
    }
  }

  /** A request that was announced is read before anything less urgent begins: it would only be broken off again. */
  private receiveAll(): void {
    do {
      for (let next = this.options.receive(); next !== undefined; next = this.options.receive()) this.add(next);
    } while (this.signals.isOvertaken("types"));
  }

  private remove(lane: Lane): Waiting | undefined {
    const index = this.waiting.findIndex((request) => request.lane === lane);
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0];
  }
}

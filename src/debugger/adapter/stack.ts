/** The causal chain of a stopped run as a stack: the dispatch about to happen, and below it what led to it. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import { type Knowledge, type Place, sourceOf } from "./knowledge.ts";

type Frame = ProbeRequests["stack"]["body"]["frames"][number];

/** More than a person scrolls through; clients that page ask for less. */
const MAX_FRAMES = 1000;

export class Stack {
  readonly #client: Client;
  readonly #knowledge: Knowledge;
  readonly #link: DebuggeeLink;
  /** The last answer for each thread: shown again while the program is frozen. */
  readonly #last = new Map<number, NonNullable<DebugProtocol.StackTraceResponse["body"]>>();
  readonly #frames = new Map<number, { readonly thread: number; readonly dispatch: number }>();
  /** The run whose frame the client has looked into last, since the last stop. */
  looked: number | undefined;

  constructor(client: Client, knowledge: Knowledge, link: DebuggeeLink) {
    this.#client = client;
    this.#knowledge = knowledge;
    this.#link = link;
  }

  async trace(args: DebugProtocol.StackTraceArguments): Promise<NonNullable<DebugProtocol.StackTraceResponse["body"]>> {
    const start = args.startFrame ?? 0;
    if (this.#link.past === undefined && this.#link.isFrozen(args.threadId))
      return this.#last.get(args.threadId) ?? { stackFrames: [], totalFrames: 0 };
    const count = args.levels === undefined || args.levels === 0 ? MAX_FRAMES : args.levels;
    // A stop without its place in the source would not be shown in the editor.
    await this.#knowledge.ready();
    const { frames, total } = await this.#link.request("stack", { thread: args.threadId, start, count });
    for (const { frameId, dispatchId } of frames) {
      this.#frames.set(frameId, { thread: args.threadId, dispatch: dispatchId });
    }
    await this.#knowledge.refresh(this.#filesOf(frames));
    const body = { stackFrames: frames.map((frame) => this.#toDap(frame)), totalFrames: total };
    if (start === 0) this.#last.set(args.threadId, body);
    return body;
  }

  /** The dispatch that a frame shows. Throws where the frame is none of this stop. */
  dispatchOf(frameId: number): { readonly thread: number; readonly dispatch: number } {
    const frame = this.#frames.get(frameId);
    if (frame === undefined) throw errors.noSuchFrame();
    return frame;
  }

  /** The client shows what is in a frame: it is the one that its user has selected. */
  look(frameId: number | undefined): void {
    const frame = frameId === undefined ? undefined : this.#frames.get(frameId);
    if (frame !== undefined) this.looked = frame.thread;
  }

  /** Frames of a run that goes on mean nothing any more. */
  forget(): void {
    this.#last.clear();
    this.#frames.clear();
    this.looked = undefined;
  }

  #filesOf(frames: readonly Frame[]): Set<string> {
    return new Set(frames.flatMap((frame) => (frame.place ? [] : (this.#declared(frame)?.path ?? []))));
  }

  #declared({ event, workflow, step }: Frame): Place | undefined {
    return step === undefined ? this.#knowledge.event(event) : this.#knowledge.step(workflow, step);
  }

  #toDap(frame: Frame): DebugProtocol.StackFrame {
    const place = frame.place ?? this.#declared(frame);
    return {
      id: frame.frameId,
      name: frameName(frame),
      line: place === undefined ? 0 : this.#client.line(place.line),
      column: place === undefined ? 0 : this.#client.column(place.column),
      ...(place === undefined ? {} : { source: sourceOf(place) }),
      ...(frame.past ? {} : { presentationHint: "normal" as const }),
    };
  }
}

/** `Retrieved → synthesize`, with the attempt from the second on. */
function frameName({ event, step, attempt }: Frame): string {
  const name = step === undefined ? event : `${event} → ${step}`;
  return attempt > 1 ? `${name} (attempt ${attempt})` : name;
}

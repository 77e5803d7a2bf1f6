/** The dispatches that could go first: for "jump to cursor" and for the choice among several steps to step into. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Runs } from "./runs.ts";
import type { Stack } from "./stack.ts";

type Target = ProbeRequests["dispatchTargets"]["body"]["targets"][number];

export class DispatchTargets {
  readonly #client: Client;
  readonly #knowledge: Knowledge;
  readonly #link: DebuggeeLink;
  readonly #runs: Runs;
  readonly #stack: Stack;
  readonly #known = new Map<number, Target>();
  #lastId = 0;

  constructor(parts: { client: Client; knowledge: Knowledge; link: DebuggeeLink; runs: Runs; stack: Stack }) {
    this.#client = parts.client;
    this.#knowledge = parts.knowledge;
    this.#link = parts.link;
    this.#runs = parts.runs;
    this.#stack = parts.stack;
  }

  /**
   * What is held for the step, or of the event, on a line: of the run that is looked at, since the client will name its
   * thread with the choice.
   */
  async gotoTargets({ source, line }: Dap.GotoTargetsArguments): Promise<Dap.GotoTarget[]> {
    const there = await this.#knowledge.around(source.path ?? "", this.#client.lineOf(line));
    const thread = this.#stack.looked ?? this.#runs.current?.thread;
    if (thread === undefined) return [];
    const { targets } = await this.#link.request("dispatchTargets", { thread });
    const isThere = ({ names, step }: Target): boolean =>
      there?.kind === "event" ? names.some((name) => there.runtimeNames.includes(name)) : there?.step === step;
    return targets
      .filter((candidate) => !candidate.current && isThere(candidate))
      .map((candidate) => ({ id: this.#add(candidate), label: labelOf(candidate), line }));
  }

  async goTo({ threadId, targetId }: Dap.GotoArguments): Promise<void> {
    const { thread, dispatchId } = this.get(targetId);
    if (thread !== threadId) throw errors.otherThread();
    await this.#link.request("prefer", { thread, dispatchId, stop: true });
  }

  /** The steps that one event goes to, the one on top first; of a run's other dispatches nobody thinks here. */
  async stepInTargets(frameId: number): Promise<Dap.StepInTarget[]> {
    const { thread } = this.#stack.dispatchOf(frameId);
    const { targets } = await this.#link.request("dispatchTargets", { thread });
    return targets
      .filter(({ current, sameEvent }) => current || sameEvent)
      .map((candidate) => ({
        id: this.#add(candidate),
        label: `${candidate.event} → ${candidate.step}`,
        ...this.#place(candidate),
      }));
  }

  /** Throws for one of an earlier stop. */
  get(id: number): Target {
    const target = this.#known.get(id);
    if (target === undefined) throw errors.noSuchTarget();
    return target;
  }

  forget(): void {
    this.#known.clear();
  }

  #add(target: Target): number {
    this.#known.set(++this.#lastId, target);
    return this.#lastId;
  }

  #place({ workflow, step }: Target): { line?: number; column?: number } {
    const place = this.#knowledge.step(workflow, step);
    if (place === undefined) return {};
    return { line: this.#client.line(place.line), column: this.#client.column(place.column) };
  }
}

function labelOf({ event, step, text }: Target): string {
  return `${event} → ${step}: ${text}`;
}

import type { RunState } from "../../runtime/engine/state.ts";
import type { Tick } from "../../runtime/engine/tick.ts";
import type { InspectedRun } from "../../runtime/inspector.ts";
import type { Encoder } from "./encoder.ts";
import type { LineDraft, RecordedPrompt, RecordedWaiter } from "./format.ts";

/** What a run's lines tell of its waits for events, and of its questions. */
export class WaitLines {
  readonly #run: InspectedRun;
  readonly #encoder: Encoder;
  readonly #waiters = new Map<string, number>();
  /** Who asked each open question. */
  readonly #prompts = new Map<string, number>();
  readonly #askers: ReadonlyMap<string, number>;
  #lastPrompt = 0;

  /** `before` told of the run until now: it knows who asked the open questions. */
  constructor(run: InspectedRun, encoder: Encoder, before?: WaitLines) {
    this.#run = run;
    this.#encoder = encoder;
    this.#askers = before === undefined ? new Map() : before.#prompts;
  }

  /** All that is open in a run that was found running. */
  found(line: LineDraft, state: RunState): void {
    const waits = [...state.waiters.keys()].map((id) => this.#openWaiter(state, id));
    if (waits.length > 0) line.waits = waits;
    this.#notePrompts(line, state, 0);
  }

  /** What a tick has opened and closed. */
  note(line: LineDraft, state: RunState, tick: Tick): void {
    const opened = tick.kind === "waiting" ? tick.waiter : undefined;
    if (opened !== undefined || this.#waiters.size > 0) this.#noteWaiters(line, state, opened);
    if (state.lastPromptId !== this.#lastPrompt || state.prompts.size !== this.#prompts.size) {
      this.#notePrompts(line, state, line.dispatch ?? 0, tick.kind === "event");
    }
  }

  #noteWaiters(line: LineDraft, state: RunState, opened: string | undefined): void {
    if (opened !== undefined && state.waiters.has(opened) && !this.#waiters.has(opened)) {
      line.waits = [this.#openWaiter(state, opened)];
    }
    if (state.waiters.size === this.#waiters.size) return;
    const over = [...this.#waiters.keys()].filter((id) => !state.waiters.has(id));
    for (const id of over) this.#waiters.delete(id);
    if (over.length > 0) line.waitsOver = over;
  }

  #openWaiter(state: RunState, id: string): RecordedWaiter {
    const waiter = state.waiters.get(id);
    const { dispatch = 0, event = "", human, where, prompt, deadline } = waiter ?? {};
    this.#waiters.set(id, dispatch);
    return {
      id,
      dispatch,
      event,
      ...(human && { human: true }),
      ...(where && { where: this.#encoder.awaited(this.#run, event, where) }),
      ...(prompt !== undefined && { prompt }),
      ...(deadline !== undefined && { deadline }),
    };
  }

  #notePrompts(line: LineDraft, state: RunState, dispatch: number, answered = false): void {
    this.#lastPrompt = state.lastPromptId;
    const over = [...this.#prompts.keys()].filter((id) => !state.prompts.has(id));
    const asked = this.#prompts.get(over[0] ?? "");
    if (answered && asked) line.answers = asked;
    for (const id of over) this.#prompts.delete(id);
    if (over.length > 0) line.promptsOver = over;
    const opened: RecordedPrompt[] = [];
    for (const { id, event, step, answer, child } of state.prompts.values()) {
      if (this.#prompts.has(id)) continue;
      const asker = this.#askers.get(id) ?? dispatch;
      this.#prompts.set(id, asker);
      const asked = { id, event: this.#encoder.event(this.#run, event), answer, dispatch: asker };
      opened.push({ ...asked, ...(step !== undefined && { step }), ...(child && { child: true }) });
    }
    if (opened.length > 0) line.prompts = opened;
  }
}

import * as vscode from "vscode";
import {
  DEBUG_TYPE,
  type EditorRequests,
  editorEvents,
  editorRequests,
  type LiveRun,
  type PromptInfo,
} from "../../debugger/protocol/editor.ts";
import type { LastEventsOfRun, LiveDebugState, OpenQuestion } from "../services.ts";

interface SessionState {
  readonly session: vscode.DebugSession;
  readonly runs: Map<string, LiveRun>;
  readonly questions: Map<string, OpenQuestion>;
}

/** Keeps what the adapters' custom events tell, until their sessions end. */
export class DebugSessionsState implements LiveDebugState {
  readonly #log: vscode.LogOutputChannel;
  readonly #states = new Map<string, SessionState>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #lastEvents = new vscode.EventEmitter<LastEventsOfRun>();
  readonly #opened = new vscode.EventEmitter<OpenQuestion>();
  readonly #closed = new vscode.EventEmitter<OpenQuestion>();
  readonly #subscriptions: vscode.Disposable[];

  readonly onDidChange = this.#changed.event;
  readonly onDidTellLastEvents = this.#lastEvents.event;
  readonly onDidOpenQuestion = this.#opened.event;
  readonly onDidCloseQuestion = this.#closed.event;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#subscriptions = [
      vscode.debug.onDidStartDebugSession((session) => this.#started(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.#ended(session)),
      vscode.debug.onDidReceiveDebugSessionCustomEvent((event) => this.#received(event)),
    ];
    const active = vscode.debug.activeDebugSession;
    if (active?.type === DEBUG_TYPE) void this.#catchUp(active);
  }

  get sessions(): readonly vscode.DebugSession[] {
    return [...this.#states.values()].map((state) => state.session);
  }

  get runs(): readonly (LiveRun & { readonly session: vscode.DebugSession })[] {
    return [...this.#states.values()].flatMap(({ session, runs }) =>
      [...runs.values()].map((run) => ({ ...run, session })),
    );
  }

  get questions(): readonly OpenQuestion[] {
    return [...this.#states.values()].flatMap((state) => [...state.questions.values()]);
  }

  async reply(question: OpenQuestion, answer: { text: string } | { fields: Record<string, unknown> }): Promise<void> {
    const args: EditorRequests["stepwright.reply"]["arguments"] = { id: question.prompt.id, ...answer };
    await question.session.customRequest("stepwright.reply", args);
  }

  dispose(): void {
    const emitters = [this.#changed, this.#lastEvents, this.#opened, this.#closed];
    vscode.Disposable.from(...this.#subscriptions, ...emitters).dispose();
  }

  #state(session: vscode.DebugSession): SessionState {
    let state = this.#states.get(session.id);
    if (!state) {
      state = { session, runs: new Map(), questions: new Map() };
      this.#states.set(session.id, state);
    }
    return state;
  }

  #started(session: vscode.DebugSession): void {
    if (session.type !== DEBUG_TYPE) return;
    this.#state(session);
    this.#changed.fire();
  }

  #ended(session: vscode.DebugSession): void {
    const state = this.#states.get(session.id);
    if (!state) return;
    this.#states.delete(session.id);
    for (const question of state.questions.values()) this.#closed.fire(question);
    this.#changed.fire();
  }

  #received({ session, event, body }: vscode.DebugSessionCustomEvent): void {
    if (session.type !== DEBUG_TYPE) return;
    switch (event) {
      case "stepwright.live": {
        const live = editorEvents[event].safeParse(body);
        if (!live.success) return this.#log.error(`The adapter's ${event} is not understood: ${live.error.message}`);
        const { runs } = this.#state(session);
        if (live.data.all) runs.clear();
        for (const { events, ...run } of live.data.runs) {
          runs.set(run.runId, run);
          if (events !== undefined) this.#lastEvents.fire({ session, runId: run.runId, events });
        }
        return this.#changed.fire();
      }
      case "stepwright.promptOpened": {
        const prompt = editorEvents[event].safeParse(body);
        if (!prompt.success)
          return this.#log.error(`The adapter's ${event} is not understood: ${prompt.error.message}`);
        return this.#open(session, prompt.data);
      }
      case "stepwright.promptClosed": {
        const closed = editorEvents[event].safeParse(body);
        if (!closed.success)
          return this.#log.error(`The adapter's ${event} is not understood: ${closed.error.message}`);
        const questions = this.#state(session).questions;
        const question = questions.get(closed.data.id);
        if (!question) return;
        questions.delete(closed.data.id);
        this.#closed.fire(question);
        return this.#changed.fire();
      }
    }
  }

  #open(session: vscode.DebugSession, prompt: PromptInfo): void {
    const questions = this.#state(session).questions;
    if (questions.has(prompt.id)) return;
    const question: OpenQuestion = { session, prompt };
    questions.set(prompt.id, question);
    this.#opened.fire(question);
    this.#changed.fire();
  }

  /** A session was there before the extension (its host was restarted): ask for what was missed. */
  async #catchUp(session: vscode.DebugSession): Promise<void> {
    this.#started(session);
    try {
      const answer = editorRequests["stepwright.state"].body.parse(await session.customRequest("stepwright.state", {}));
      for (const run of answer.runs) this.#state(session).runs.set(run.runId, run);
      for (const prompt of answer.prompts) this.#open(session, prompt);
      this.#changed.fire();
    } catch (error) {
      this.#log.warn(`The running debug session did not tell its state: ${String(error)}`);
    }
  }
}

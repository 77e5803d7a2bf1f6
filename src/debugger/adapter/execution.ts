/** Going on: continue, the steps, and pause. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { EditorRequests } from "../protocol/editor.ts";
import { processOf } from "../protocol/process-ids.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { DispatchTargets } from "./dispatch-targets.ts";
import { errors } from "./errors.ts";
import type { JavaScriptSessions } from "./javascript-sessions.ts";
import type { Past } from "./past.ts";
import type { Resumption } from "./resumption.ts";
import type { Runs } from "./runs.ts";
import type { Stack } from "./stack.ts";
import { StepInto } from "./step-into.ts";

interface Parts {
  readonly client: Client;
  readonly link: DebuggeeLink;
  readonly runs: Runs;
  readonly stack: Stack;
  readonly javaScript: JavaScriptSessions;
  readonly targets: DispatchTargets;
  readonly past: Past;
  readonly resumption: Resumption;
  /** Resolves when the breakpoints that the client has sent are in force. */
  breakpointsSet(): Promise<void>;
}

type Step = Pick<DebugProtocol.NextArguments, "threadId" | "singleThread">;

export class Execution {
  readonly stepInto: StepInto;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.stepInto = new StepInto(parts.client, parts.link, parts.javaScript);
  }

  /** Resolves with whether all runs go on. */
  async resume(command: "continue" | "next" | "stepOut", { threadId, singleThread = false }: Step): Promise<boolean> {
    const { runs, link, past, resumption } = this.#parts;
    runs.get(threadId);
    past.leaveFor(threadId);
    // It has been told to, and will when the JavaScript debugger lets it.
    if (link.isFrozen(threadId) && !runs.isStopped(threadId)) return true;
    const isPast = link.past !== undefined;
    if (await past.forkEdited(command, singleThread)) {
      this.forgetStop();
      return false;
    }
    const tell = resumption.begin(threadId);
    await this.#breakpointsSet();
    const { aside = [] } = await link.request(command, { thread: threadId, single: singleThread });
    runs.resumed(threadId, !singleThread, aside);
    this.forgetStop();
    // The moment of the past that is shown is one for all runs.
    if (isPast) return true;
    const all = !singleThread && aside.length === 0;
    tell(all);
    if (aside.length > 0) setImmediate(() => resumption.tell(threadId, aside));
    return all;
  }

  async stepIn({ threadId, singleThread = false, targetId }: DebugProtocol.StepInArguments): Promise<void> {
    const { client, link, runs, javaScript, targets, resumption } = this.#parts;
    const process = processOf(threadId);
    if (targetId !== undefined) {
      const { thread, dispatchId } = targets.get(targetId);
      if (thread !== threadId) throw errors.otherThread();
      await link.request("prefer", { thread, dispatchId, stop: false });
    }
    // Without a JavaScript debugger, and in the past, there is no body to step into: the dispatch is stepped over.
    if (link.past !== undefined || !javaScript.isReady(process) || link.isFrozen(threadId)) {
      if (link.past === undefined && javaScript.isExpected(process)) {
        const why = link.isFrozen(threadId) ? "has paused the program" : "is not attached to its process";
        client.output(`Step Into went over the step: the JavaScript debugger ${why}.`);
      }
      return void (await this.resume("next", { threadId, singleThread }));
    }
    runs.get(threadId);
    const tell = resumption.begin(threadId);
    await this.#breakpointsSet();
    runs.resumed(threadId, !singleThread);
    this.forgetStop();
    tell(!singleThread);
    // The response goes first: the client must take this thread for running when the JavaScript session stops.
    setImmediate(() => {
      this.stepInto
        .run(threadId, singleThread)
        .catch((error: Error) => client.output(error.message, { category: "stderr" }));
    });
  }

  /** One run goes on; the client did not send a request that says so by itself. */
  async alone({ threadId, how }: EditorRequests["stepwright.alone"]["arguments"]): Promise<void> {
    const step = { threadId, singleThread: true };
    let allThreadsContinued = false;
    if (how === "stepIn") await this.stepIn(step);
    else allThreadsContinued = await this.resume(how, step);
    this.#parts.client.event("continued", { threadId, allThreadsContinued });
  }

  async stepBack({ threadId }: Pick<Step, "threadId">): Promise<void> {
    this.#parts.runs.get(threadId);
    await this.#parts.past.stepBack(threadId);
  }

  async reverseContinue({ threadId, singleThread = false }: Step): Promise<void> {
    this.#parts.runs.get(threadId);
    await this.#parts.past.reverseContinue(threadId, singleThread);
  }

  /** Forks: runs again from the frame's dispatch. */
  async restartFrame({ frameId }: DebugProtocol.RestartFrameArguments): Promise<void> {
    const { thread, dispatch } = this.#parts.stack.dispatchOf(frameId);
    if (dispatch === 0) throw errors.noPast("nobody takes this event, so there is no step to run again");
    await this.#parts.past.fork(thread, dispatch);
    // After the stop of the new line, which comes after the answer.
    if (this.#parts.runs.lives(thread)) setImmediate(() => this.#parts.resumption.tellAside(thread));
  }

  async pause({ threadId }: DebugProtocol.PauseArguments): Promise<void> {
    const { runs, link } = this.#parts;
    const known = runs.list.some((run) => run.thread === threadId);
    await link.request("pause", known ? { thread: threadId } : {});
  }

  /** Cancels these runs; what has started them hears of it as of any cancellation. */
  async terminateThreads({ threadIds = [] }: DebugProtocol.TerminateThreadsArguments): Promise<void> {
    const { runs, link } = this.#parts;
    for (const thread of threadIds) runs.get(thread);
    const reason = "The debugger cancelled the run.";
    await Promise.all(threadIds.map((thread) => link.request("cancel", { thread, reason })));
  }

  /** A breakpoint that was set just before the program goes on must not be run past. */
  async #breakpointsSet(): Promise<void> {
    await Promise.all([this.#parts.breakpointsSet(), this.#parts.javaScript.bound()]);
  }

  /** Frames and variables of a stop mean nothing once the program goes on. */
  forgetStop(): void {
    this.#parts.stack.forget();
    this.#parts.targets.forget();
  }
}

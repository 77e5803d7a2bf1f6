/** Going on: continue, the steps, and pause. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { processOf } from "../protocol/process-ids.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { DispatchTargets } from "./dispatch-targets.ts";
import { errors } from "./errors.ts";
import type { JavaScriptSessions } from "./javascript-sessions.ts";
import type { Past } from "./past.ts";
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
}

type Step = Pick<DebugProtocol.NextArguments, "threadId" | "singleThread">;

export class Execution {
  readonly stepInto: StepInto;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.stepInto = new StepInto(parts.client, parts.link, parts.javaScript);
  }

  async resume(command: "continue" | "next" | "stepOut", { threadId, singleThread = false }: Step): Promise<void> {
    const { runs, link, past } = this.#parts;
    runs.get(threadId);
    if (await past.forkEdited(command)) return this.forgetStop();
    await link.request(command, { thread: threadId, single: singleThread });
    runs.resumed(threadId, !singleThread);
    this.forgetStop();
  }

  async stepIn({ threadId, singleThread = false, targetId }: DebugProtocol.StepInArguments): Promise<void> {
    const { client, link, runs, javaScript, targets } = this.#parts;
    if (targetId !== undefined) {
      const { thread, dispatchId } = targets.get(targetId);
      if (thread !== threadId) throw errors.otherThread();
      await link.request("prefer", { thread, dispatchId, stop: false });
    }
    // Without a JavaScript debugger, and in the past, there is no body to step into: the dispatch is stepped over.
    if (!javaScript.isReady(processOf(threadId)) || link.past !== undefined)
      return this.resume("next", { threadId, singleThread });
    runs.get(threadId);
    runs.resumed(threadId, !singleThread);
    this.forgetStop();
    // The response goes first: the client must take this thread for running when the JavaScript session stops.
    setImmediate(() => {
      this.stepInto
        .run(threadId, singleThread)
        .catch((error: Error) => client.output(error.message, { category: "stderr" }));
    });
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
  }

  async pause({ threadId }: DebugProtocol.PauseArguments): Promise<void> {
    const { runs, link } = this.#parts;
    const known = runs.list.some((run) => run.thread === threadId);
    await link.request("pause", known ? { thread: threadId } : {});
  }

  /** Frames and variables of a stop mean nothing once the program goes on. */
  forgetStop(): void {
    this.#parts.stack.forget();
    this.#parts.targets.forget();
  }
}

import { processOf } from "../protocol/process-ids.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { JavaScriptSessions } from "./javascript-sessions.ts";

/** The editor arms its breakpoint in some 40 ms; without an answer the step must not hang. */
const ARM_MS = 10_000;

/** Step into a step's body: the editor puts a JavaScript breakpoint on the method, then the dispatch is released. */
export class StepInto {
  readonly #client: Client;
  readonly #link: DebuggeeLink;
  readonly #javaScript: JavaScriptSessions;
  readonly #waiting = new Map<number, (problem: string | undefined) => void>();
  #lastId = 0;

  constructor(client: Client, link: DebuggeeLink, javaScript: JavaScriptSessions) {
    this.#client = client;
    this.#link = link;
    this.#javaScript = javaScript;
  }

  async run(thread: number, single: boolean): Promise<void> {
    const { expression, step } = await this.#link.request("stepInTarget", { thread });
    const id = ++this.#lastId;
    const armed = new Promise<string | undefined>((resolve) => {
      const timer = setTimeout(
        () => resolve(`the JavaScript debugger did not answer within ${ARM_MS / 1000} s`),
        ARM_MS,
      );
      this.#waiting.set(id, (problem) => {
        clearTimeout(timer);
        resolve(problem);
      });
    });
    const where = this.#javaScript.threadOf(processOf(thread));
    this.#client.custom("stepwright.stepInto", { id, expression, step, ...where });
    const problem = await armed;
    this.#waiting.delete(id);
    if (problem !== undefined) this.#client.output(`Step Into went over ${step}: ${problem}.`);
    await this.#link.request("next", { thread, single });
  }

  armed(id: number, problem: string | undefined): void {
    this.#waiting.get(id)?.(problem);
  }
}

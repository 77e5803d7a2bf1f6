/** Open questions of workflows to a person, and the answers. */
import type { PromptInfo } from "../protocol/editor.ts";
import type { ProbeEvents } from "../protocol/probe.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { Knowledge } from "./knowledge.ts";

export class Prompts {
  readonly #client: Client;
  readonly #knowledge: Knowledge;
  readonly #link: DebuggeeLink;
  readonly #open = new Map<string, PromptInfo>();
  /** Questions and their ends are told in order. */
  #announced: Promise<void> = Promise.resolve();

  constructor(client: Client, knowledge: Knowledge, link: DebuggeeLink) {
    this.#client = client;
    this.#knowledge = knowledge;
    this.#link = link;
  }

  /** In the order they were asked. */
  get open(): PromptInfo[] {
    return [...this.#open.values()];
  }

  /** The editor asks at the asking step's place, so a question is passed on when that is known. */
  opened(prompt: ProbeEvents["promptOpened"]): void {
    this.#announced = this.#announced.then(() => this.#knowledge.ready()).then(() => this.#ask(prompt));
  }

  closed(prompt: ProbeEvents["promptClosed"]): void {
    this.#announced = this.#announced.then(() => this.#close(prompt));
  }

  #ask({ thread, promptId, ...prompt }: ProbeEvents["promptOpened"]): void {
    const place = prompt.step === undefined ? undefined : this.#knowledge.step(prompt.workflow, prompt.step);
    const { step, ...rest } = prompt;
    const info: PromptInfo = {
      ...rest,
      threadId: thread,
      id: `${prompt.runId}/${promptId}`,
      ...(step === undefined ? {} : { step }),
      ...(place === undefined ? {} : { source: place }),
    };
    this.#open.set(info.id, info);
    this.#client.custom("stepwright.promptOpened", info);
    this.#client.output(`${asker(info)} asks: ${info.prompt}\n${howToAnswer(info, this.#open.size)}`, {
      category: "console",
    });
  }

  #close({ runId, promptId, reason }: ProbeEvents["promptClosed"]): void {
    const id = `${runId}/${promptId}`;
    if (this.#open.delete(id)) this.#client.custom("stepwright.promptClosed", { id, reason });
  }

  /** The program is gone, and its questions with it. */
  async cancelAll(): Promise<void> {
    await this.#announced;
    for (const id of this.#open.keys()) this.#client.custom("stepwright.promptClosed", { id, reason: "cancelled" });
    this.#open.clear();
  }

  /** These runs are gone, and their questions with them. */
  cancel(runIds: readonly string[]): void {
    this.#announced = this.#announced.then(() => {
      for (const [id, { runId }] of this.#open) {
        if (!runIds.includes(runId)) continue;
        this.#open.delete(id);
        this.#client.custom("stepwright.promptClosed", { id, reason: "cancelled" });
      }
    });
  }

  async reply(
    id: string,
    answer: { text?: string | undefined; fields?: Record<string, unknown> | undefined },
  ): Promise<void> {
    const prompt = this.#open.get(id);
    if (prompt === undefined) throw errors.unknownPrompt(id);
    const reply = {
      runId: prompt.runId,
      promptId: id.slice(prompt.runId.length + 1),
      ...(answer.text === undefined ? {} : { text: answer.text }),
      ...(answer.fields === undefined ? {} : { fields: answer.fields }),
    };
    await this.#link.request("reply", reply, prompt.threadId);
  }

  /** The question that a reply in the console means: `@2` the second one, else the only one. */
  pick(number: number | undefined): PromptInfo {
    const open = this.open;
    if (open.length === 0) throw errors.noPrompt();
    const picked = number === undefined ? (open.length === 1 ? open[0] : undefined) : open[number - 1];
    if (picked !== undefined) return picked;
    const list = open.map((prompt) => `${asker(prompt)}: ${prompt.prompt}`);
    throw number === undefined ? errors.severalPrompts(list) : errors.noSuchPrompt(number, list);
  }
}

function asker({ workflow, step }: PromptInfo): string {
  return step === undefined ? workflow : `${workflow}.${step}`;
}

function howToAnswer(prompt: PromptInfo, count: number): string {
  const target = count > 1 ? `reply @${count} ` : "reply ";
  const fields = fieldNames(prompt);
  if (fields.length <= 1) return `Answer here with: ${target}…`;
  return `Answer here with: ${target}{ ${fields.map((name) => `"${name}": …`).join(", ")} }`;
}

function fieldNames({ schema }: PromptInfo): string[] {
  const properties = schema["properties"];
  return typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
}

/** Commands of the debug console. What is none of them is an expression. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import { didYouMean } from "../../analysis/near-names.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Prompts } from "./prompts.ts";
import type { Runs } from "./runs.ts";
import type { Variables } from "./variables.ts";

interface Command {
  readonly usage: string;
  readonly help: string;
  run(rest: string, frameId: number | undefined): Promise<Dap.EvaluateResponse["body"]>;
}

const say = (result: string): Dap.EvaluateResponse["body"] => ({ result, variablesReference: 0 });

export class Repl {
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #link: DebuggeeLink;
  readonly #knowledge: Knowledge;
  readonly #prompts: Prompts;
  readonly #runs: Runs;
  readonly #variables: Variables;

  constructor(parts: { link: DebuggeeLink; knowledge: Knowledge; prompts: Prompts; runs: Runs; variables: Variables }) {
    this.#link = parts.link;
    this.#knowledge = parts.knowledge;
    this.#prompts = parts.prompts;
    this.#runs = parts.runs;
    this.#variables = parts.variables;
    this.#commands = new Map<string, Command>([
      ["reply", { usage: "reply [@n] <text or {json}>", help: "answers a question", run: (rest) => this.#reply(rest) }],
      [
        "send",
        {
          usage: "send <Event> [-> step] [{fields}]",
          help: "sends an event to the run",
          run: (rest, frame) => this.#send(rest, frame),
        },
      ],
      [
        "events",
        { usage: "events", help: "the events, and the steps that take them", run: async () => this.#events() },
      ],
      ["queue", { usage: "queue", help: "what waits to be dispatched", run: (_, frame) => this.#queue(frame) }],
      ["cancel", { usage: "cancel [reason]", help: "cancels the run", run: (rest) => this.#cancel(rest) }],
      ["help", { usage: "help", help: "this list", run: async () => say(this.#help()) }],
    ]);
  }

  async evaluate(text: string, frameId: number | undefined): Promise<Dap.EvaluateResponse["body"]> {
    const match = /^\s*([a-z]+)(?:\s+([\s\S]*))?$/.exec(text);
    const command = this.#commands.get(match?.[1] ?? "");
    if (command === undefined) return this.#variables.evaluate(text, frameId, "repl");
    return command.run((match?.[2] ?? "").trim(), frameId);
  }

  get names(): readonly string[] {
    return [...this.#commands.keys()];
  }

  #help(): string {
    const width = Math.max(...[...this.#commands.values()].map(({ usage }) => usage.length));
    const lines = [...this.#commands.values()].map(({ usage, help }) => `${usage.padEnd(width)}  ${help}`);
    return [...lines, `${"<expression>".padEnd(width)}  JavaScript over event, state, step and run`].join("\n");
  }

  async #reply(rest: string): Promise<Dap.EvaluateResponse["body"]> {
    const numbered = /^@(\d+)\s*([\s\S]*)$/.exec(rest);
    const prompt = this.#prompts.pick(numbered === null ? undefined : Number(numbered[1]));
    const answer = numbered === null ? rest : (numbered[2] ?? "");
    if (answer === "") throw errors.badReplCommand('Say what to answer: reply yes, or reply {"field": "value"}.');
    await this.#prompts.reply(prompt.id, readAnswer(answer));
    return say("Answered.");
  }

  /** The fields are JSON, or a JavaScript object over the frame's names. */
  async #send(rest: string, frameId: number | undefined): Promise<Dap.EvaluateResponse["body"]> {
    const match = /^([\w$.-]*?)(?:\s*->\s*([\w$]+))?(?:\s+([\s\S]*)|(\{[\s\S]*))?$/.exec(rest);
    const event = match?.[1];
    if (!event) throw errors.badReplCommand("Say which event: send Retrieved {passages: []}.");
    const run = this.#runs.current;
    if (run === undefined) throw errors.badReplCommand("No run to send it to: none has started, or all have ended.");
    if (!this.#knowledge.hasEvent(event)) {
      const near = didYouMean(event, this.#knowledge.eventNames());
      if (near !== "") throw errors.badReplCommand(`There is no event "${event}" in this program.${near}`);
    }
    const step = match?.[2];
    const expression = (match?.[3] ?? match?.[4] ?? "").trim();
    await this.#link.request("send", {
      thread: run.thread,
      event,
      fields: expression === "" ? "{}" : expression,
      ...(step === undefined ? {} : { step }),
      ...(frameId === undefined ? {} : { frameId }),
    });
    return say(`${event} sent to ${run.name}.`);
  }

  #events(): Dap.EvaluateResponse["body"] {
    const takers = this.#knowledge.takers();
    if (takers.size === 0) {
      // Of a program that is running, the workflows are known as soon as a run is.
      const isRecording = this.#runs.any;
      return say(
        isRecording
          ? "A recording has no list of events: the call stack and the graph show what was dispatched to which step."
          : "No workflow has started yet.",
      );
    }
    const width = Math.max(...[...takers.keys()].map((event) => event.length));
    const lines = [...takers].map(([event, steps]) => `${event.padEnd(width)}  → ${steps.join(", ")}`);
    return say(lines.sort().join("\n"));
  }

  async #queue(frameId: number | undefined): Promise<Dap.EvaluateResponse["body"]> {
    if (frameId !== undefined) {
      const queue = (await this.#variables.scopes(frameId)).find((scope) => scope.name === "Queue");
      if (queue !== undefined) return { result: "Queue", variablesReference: queue.variablesReference };
    }
    const { runs } = await this.#link.request("state", {});
    const lines = runs.flatMap(({ workflow, pending }) =>
      pending.map(({ event, step, count }) => `${workflow}: ${event} → ${step}${count > 1 ? ` (${count})` : ""}`),
    );
    return say(lines.length === 0 ? "Nothing waits to be dispatched." : lines.join("\n"));
  }

  async #cancel(reason: string): Promise<Dap.EvaluateResponse["body"]> {
    const run = this.#runs.current;
    if (run === undefined) throw errors.badReplCommand("No run to cancel: none has started, or all have ended.");
    await this.#link.request("cancel", { thread: run.thread, ...(reason === "" ? {} : { reason }) });
    return say(`${run.name} is cancelled.`);
  }
}

/** `{…}` are fields, a quoted text is that text, anything else is taken as it is. */
function readAnswer(text: string): { text: string } | { fields: Record<string, unknown> } {
  if (text.startsWith("{")) return { fields: readFields(text) };
  if (/^".*"$/s.test(text)) {
    try {
      return { text: String(JSON.parse(text)) };
    } catch {
      return { text };
    }
  }
  return { text };
}

function readFields(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw errors.badReplCommand(`The fields are not JSON (${(error as Error).message}). Write {"name": "value"}.`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw errors.badReplCommand('The fields must be a JSON object: {"name": "value"}.');
}

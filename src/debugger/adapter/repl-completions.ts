/** What the debug console proposes: commands and what belongs to each, else members of the frame's values. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { Knowledge } from "./knowledge.ts";
import type { Prompts } from "./prompts.ts";
import type { Runs } from "./runs.ts";

/** `start` counts from 1. */
export type Completion = Dap.CompletionItem & { readonly start: number };
type Field = ProbeRequests["eventFields"]["body"]["fields"][number];

interface Parts {
  readonly link: DebuggeeLink;
  readonly knowledge: Knowledge;
  readonly prompts: Prompts;
  readonly runs: Runs;
  /** Names of the commands. */
  readonly commands: readonly string[];
}

/** `send Event {… word`: the event in group 1, what stands within the braces in 2, the word at the end in 3. */
const FIELD_OF_SEND = /^\s*send\s+([\w$.-]+)(?:\s*->\s*[\w$]+)?\s*\{((?:[^{}]*,)?\s*)["']?([\w$]*)$/;
const SEND_EVENT = /^\s*send\s+([\w$.-]*)$/;
const SEND_FIELDS = /^\s*send\s+([\w$.-]+)\s+$/;
const REPLY = /^\s*reply\s+(?:@(\d+)\s+)?(\S*)$/;

export class ReplCompletions {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What could stand at the column (from 1) of a text. */
  async at(text: string, column: number, frameId: number | undefined): Promise<Completion[]> {
    const { knowledge, commands } = this.#parts;
    const before = text.slice(0, column - 1);
    const event = SEND_EVENT.exec(before);
    if (event !== null) return matching([...knowledge.eventNames()], event[1] ?? "", column, "class");
    const fields = SEND_FIELDS.exec(before);
    if (fields !== null) return this.#template(fields[1] ?? "", column);
    const field = FIELD_OF_SEND.exec(before);
    if (field !== null) return this.#fields(field[1] ?? "", field[2] ?? "", field[3] ?? "", column);
    const reply = REPLY.exec(before);
    if (reply !== null) return this.#answers(reply[1], reply[2] ?? "", column);
    const first = /^\s*(\w*)$/.exec(before);
    const proposed = first === null ? [] : matching(commands, first[1] ?? "", column, "keyword");
    return [...proposed, ...(await this.#members(text, column, frameId))];
  }

  /** All fields at once, to be filled in. */
  async #template(event: string, column: number): Promise<Completion[]> {
    const fields = (await this.#fieldsOf(event)).filter(({ required }) => required);
    if (fields.length === 0) return [];
    const label = `{ ${fields.map(({ name, type }) => `${name}: ${EXAMPLES[type ?? ""] ?? "null"}`).join(", ")} }`;
    return [{ label, type: "snippet", start: column, length: 0 }];
  }

  async #fields(event: string, before: string, typed: string, column: number): Promise<Completion[]> {
    const given = new Set([...before.matchAll(/["']?([\w$]+)["']?\s*:/g)].map((match) => match[1]));
    const fields = (await this.#fieldsOf(event)).filter(({ name }) => !given.has(name));
    const details = new Map(fields.map(({ name, type, required }) => [name, `${type ?? ""}${required ? "" : "?"}`]));
    return matching([...details.keys()], typed, column, "property").map((item) => ({
      ...item,
      ...(details.get(item.label) ? { detail: details.get(item.label) as string } : {}),
    }));
  }

  async #fieldsOf(event: string): Promise<readonly Field[]> {
    const { link, runs } = this.#parts;
    const run = runs.current;
    if (run === undefined || link.connection === undefined || link.frozen) return [];
    return link.request("eventFields", { thread: run.thread, event }).then(
      ({ fields }) => fields,
      // No such event: there is nothing to propose.
      () => [],
    );
  }

  /** Numbers of the open questions, and answers of those that have few. */
  #answers(number: string | undefined, typed: string, column: number): Completion[] {
    const { open } = this.#parts.prompts;
    if (number === undefined && open.length > 1) {
      return open
        .map(({ prompt }, index) => ({ label: `@${index + 1}`, detail: prompt }))
        .filter(({ label }) => label.startsWith(typed))
        .map((item) => ({ ...item, type: "value", start: column - typed.length, length: typed.length }));
    }
    const prompt = number === undefined ? open[0] : open[Number(number) - 1];
    const properties = Object.entries((prompt?.schema["properties"] ?? {}) as Record<string, AnswerField>);
    if (properties.length !== 1) {
      const label = `{ ${properties.map(([name]) => `"${name}": `).join(", ")} }`;
      return properties.length === 0 || typed !== "" ? [] : [{ label, type: "snippet", start: column, length: 0 }];
    }
    const [, field] = properties[0] as [string, AnswerField];
    const choices = field.enum?.map(String) ?? (field.type === "boolean" ? ["yes", "no"] : []);
    return matching(choices, typed, column, "value");
  }

  async #members(text: string, column: number, frameId: number | undefined): Promise<Completion[]> {
    const { link } = this.#parts;
    if (!link.isThere) return [];
    const frame = frameId === undefined ? {} : { frameId };
    const { targets } = await link.request("completions", { text, column, ...frame }).catch(() => ({ targets: [] }));
    return targets.map(({ label, kind, start = column - 1, length = 0 }) => ({
      label,
      start: start + 1,
      length,
      ...(kind === undefined ? {} : { type: kind as Dap.CompletionItemType }),
    }));
  }
}

interface AnswerField {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
}

/** A value of each JSON type, to be written over. */
const EXAMPLES: Readonly<Record<string, string>> = {
  string: '""',
  number: "0",
  integer: "0",
  boolean: "false",
  array: "[]",
  object: "{}",
};

function matching(names: readonly string[], typed: string, column: number, type: Dap.CompletionItemType): Completion[] {
  return names
    .filter((name) => name.toLowerCase().startsWith(typed.toLowerCase()))
    .map((label) => ({ label, type, start: column - typed.length, length: typed.length }));
}

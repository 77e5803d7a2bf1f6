import type { Event } from "../../runtime/events/event.ts";
import type { Prompt } from "../../runtime/inspector.ts";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { Emit } from "./connection.ts";
import { fieldForText, fieldNames, fieldSchema, fromText } from "./json-schema.ts";
import { preview } from "./preview.ts";
import type { RunRecord, RunTable } from "./runs.ts";

/** The questions that runs ask people. */
export class Prompts {
  readonly #runs: RunTable;
  readonly #emit: Emit;
  /** Told whether any question is open. */
  readonly #onOpen: (open: boolean) => void;
  readonly #open = new Map<RunRecord, Map<string, Prompt>>();

  constructor(runs: RunTable, emit: Emit, onOpen: (open: boolean) => void) {
    this.#runs = runs;
    this.#emit = emit;
    this.#onOpen = onOpen;
  }

  opened(record: RunRecord, prompt: Prompt): void {
    let open = this.#open.get(record);
    if (open === undefined) {
      open = new Map();
      this.#open.set(record, open);
    }
    // A run that was there before the probe's attachment may tell twice.
    if (open.has(prompt.id)) return;
    open.set(prompt.id, prompt);
    this.#onOpen(true);
    this.#emit("promptOpened", {
      thread: record.thread,
      runId: record.run.id,
      promptId: prompt.id,
      workflow: record.run.workflowName,
      ...(prompt.step === undefined ? {} : { step: prompt.step }),
      event: prompt.event.$type,
      prompt: questionText(prompt.event),
      answer: prompt.answer,
      schema: schemaOf(record, prompt.answer),
    });
  }

  closed(record: RunRecord, prompt: Prompt, reason: "answered" | "cancelled"): void {
    const open = this.#open.get(record);
    if (!open?.delete(prompt.id)) return;
    if (open.size === 0) this.#open.delete(record);
    this.#onOpen(this.#open.size > 0);
    this.#emit("promptClosed", { runId: record.run.id, promptId: prompt.id, reason });
  }

  /** The event of an open question. */
  question(record: RunRecord, promptId: string | undefined): Event | undefined {
    return promptId === undefined ? undefined : this.#open.get(record)?.get(promptId)?.event;
  }

  /** Whatever a run that ended left open. */
  runEnded(record: RunRecord): void {
    for (const prompt of [...(this.#open.get(record)?.values() ?? [])]) this.closed(record, prompt, "cancelled");
  }

  /** Throws with a message for the user where the question is closed or the answer does not fit. */
  reply({ runId, promptId, text, fields }: ProbeRequests["reply"]["arguments"]): void {
    const record = this.#runs.byId(runId);
    if (record === undefined) throw new Error("The run that asked has ended.");
    const prompt = this.#open.get(record)?.get(promptId);
    if (prompt === undefined) throw new Error("This question is no longer open.");
    const answer = makeEvent(record, prompt.answer, fields ?? fieldsFromText(record, prompt.answer, text));
    record.run.sendEvent(answer, { prompt: promptId });
  }
}

/** Reads fields into an event of that class. Throws with a message that names what is wrong. */
export function makeEvent(record: RunRecord, name: string, fields: Record<string, unknown>): Event {
  const cls = record.run.eventClass(name);
  if (cls === undefined) {
    const known = [...new Set(record.run.steps.flatMap((step) => step.accepts))].sort().join(", ");
    throw new Error(`${record.run.workflowName} knows no event "${name}". Its steps take: ${known}.`);
  }
  return record.runtime.createEvent(cls, fields);
}

/** The fields that a person may write into an event of that name; none where the workflow knows no such event. */
export function fieldsOf(record: RunRecord, name: string): { name: string; type?: string; required: boolean }[] {
  const schema = schemaOf(record, name);
  const required = new Set(Array.isArray(schema["required"]) ? (schema["required"] as unknown[]) : []);
  return fieldNames(schema).map((field) => {
    const { type } = fieldSchema(schema, field);
    return { name: field, ...(typeof type === "string" ? { type } : {}), required: required.has(field) };
  });
}

function fieldsFromText(record: RunRecord, answer: string, text = ""): Record<string, unknown> {
  const schema = schemaOf(record, answer);
  const field = fieldForText(schema);
  if (field !== undefined) return { [field]: fromText(text, fieldSchema(schema, field)) };
  const names = fieldNames(schema);
  if (names.length === 0) return {};
  const parsed = fromText(text, { type: "object" });
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed as Record<string, unknown>;
  throw new Error(`${answer} has several fields: ${names.join(", ")}. Answer with JSON, e.g. ${example(names)}.`);
}

function example(names: readonly string[]): string {
  return `{ ${names.map((name) => `"${name}": …`).join(", ")} }`;
}

function schemaOf(record: RunRecord, answer: string): Record<string, unknown> {
  const cls = record.run.eventClass(answer);
  return cls === undefined ? {} : record.runtime.inputSchema(cls);
}

/** The question's `prefix`, or its fields where it has none. */
function questionText(event: Event): string {
  const { prefix } = event as { prefix?: unknown };
  if (typeof prefix === "string") return prefix;
  const fields = { ...event };
  if (Object.keys(fields).length === 0) return event.$type;
  try {
    return JSON.stringify(fields, undefined, 2);
  } catch {
    return preview(fields);
  }
}

import { createInterface, type Interface } from "node:readline";
import { fieldForText, fieldNames, fieldSchema, fromText } from "../debugger/probe/json-schema.ts";
import type { Event } from "../runtime/events/event.ts";
import type { InspectedRun, Prompt } from "../runtime/inspector.ts";
import type { RuntimeHandle } from "../runtime/registry.ts";

interface Question {
  readonly runtime: RuntimeHandle;
  readonly run: InspectedRun;
  readonly prompt: Prompt;
}

/** Asks the questions of workflows one after the other: on stderr, answered by lines of stdin. */
export class QuestionsInTerminal {
  readonly #queue: Question[] = [];
  /** Lines that came before they were asked for: stdin may be a file. */
  readonly #lines: string[] = [];
  #interface: Interface | undefined;
  #ended = false;
  /** Why the run was cancelled, where there was nobody to answer. */
  unanswered: string | undefined;

  open(question: Question): void {
    this.#queue.push(question);
    if (this.#queue.length === 1) this.#ask();
  }

  closed(prompt: Prompt): void {
    const index = this.#queue.findIndex((question) => question.prompt.id === prompt.id);
    if (index < 0) return;
    this.#queue.splice(index, 1);
    if (index === 0 && this.#queue.length > 0) this.#ask();
  }

  close(): void {
    this.#queue.length = 0;
    this.#interface?.close();
  }

  #ask(): void {
    const [question] = this.#queue;
    if (question === undefined) return;
    process.stderr.write(`${textOf(question)}\n> `);
    this.#listen();
    // The run is told of its prompt in the middle of a tick: the answer comes after it.
    setImmediate(() => this.#answer());
  }

  #listen(): void {
    if (this.#interface !== undefined) return;
    this.#interface = createInterface({ input: process.stdin, terminal: false });
    this.#interface.on("line", (line) => {
      this.#lines.push(line);
      this.#answer();
    });
    this.#interface.on("close", () => {
      this.#ended = true;
      this.#answer();
    });
  }

  #answer(): void {
    const [question] = this.#queue;
    if (question === undefined) return;
    const line = this.#lines.shift();
    if (line === undefined) {
      if (this.#ended) this.#giveUp(question);
      return;
    }
    try {
      question.run.sendEvent(read(question, line), { prompt: question.prompt.id });
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n> `);
      this.#answer();
    }
  }

  #giveUp({ run, prompt }: Question): void {
    const asker = prompt.step === undefined ? run.workflowName : `${run.workflowName}.${prompt.step}`;
    this.unanswered = `${asker} asked for an answer, and the input has ended. Answer on stdin, one line for each question.`;
    run.cancel(this.unanswered);
  }
}

function textOf({ run, runtime, prompt }: Question): string {
  const { prefix } = prompt.event as { prefix?: unknown };
  const question = typeof prefix === "string" ? prefix : JSON.stringify({ ...prompt.event });
  const schema = schemaOf(run, runtime, prompt);
  const names = fieldNames(schema);
  if (fieldForText(schema) !== undefined || names.length === 0) return question;
  return `${question}\n(JSON: { ${names.map((name) => `"${name}": …`).join(", ")} })`;
}

function read({ run, runtime, prompt }: Question, line: string): Event {
  const cls = run.eventClass(prompt.answer);
  if (cls === undefined) throw new Error(`${run.workflowName} knows no event "${prompt.answer}".`);
  const schema = schemaOf(run, runtime, prompt);
  const field = fieldForText(schema);
  if (field !== undefined && !line.trimStart().startsWith("{")) {
    return runtime.createEvent(cls, { [field]: fromText(line, fieldSchema(schema, field)) });
  }
  const fields: unknown = fieldNames(schema).length === 0 ? {} : JSON.parse(line);
  return runtime.createEvent(cls, fields as Record<string, unknown>);
}

function schemaOf(run: InspectedRun, runtime: RuntimeHandle, prompt: Prompt): Record<string, unknown> {
  const cls = run.eventClass(prompt.answer);
  return cls === undefined ? {} : runtime.inputSchema(cls);
}

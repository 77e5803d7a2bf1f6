/** Holds what an adapter sends against the protocol: the form of each message, and their order. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import { z } from "zod";
import { editorEvents, editorRequests } from "../../../src/debugger/protocol/editor.ts";
import { schemaOf } from "./schema.ts";

/** What may still follow `terminated`: the answers of what was asked, and the program's last words. */
const AFTER_END = new Set(["output", "exited"]);

export class Conversation {
  /** What was against the protocol, each with its message. */
  readonly problems: string[] = [];
  readonly #open = new Map<number, Dap.Request>();
  readonly #progress = new Set<string>();
  readonly #threads = new Set<number>();
  #supportsProgress = false;
  #initialized = false;
  #terminated = false;
  #lastSeq = 0;

  /** A request of the client's. */
  sent(request: Dap.Request): void {
    this.#open.set(request.seq, request);
    const { supportsProgressReporting } = (request.arguments ?? {}) as Dap.InitializeRequestArguments;
    if (request.command === "initialize") this.#supportsProgress = supportsProgressReporting === true;
  }

  received(message: Dap.ProtocolMessage): void {
    const report = (problem: string): void => {
      this.problems.push(`${problem}\n  in ${JSON.stringify(message).slice(0, 2000)}`);
    };
    const schema = schemaFor(message);
    if (schema === undefined) report("The protocol knows no such message.");
    else {
      const { error } = schema.safeParse(message);
      if (error !== undefined) report(z.prettifyError(error));
    }
    if (message.seq <= this.#lastSeq) report(`Its number does not follow ${this.#lastSeq}.`);
    this.#lastSeq = message.seq;
    if (message.type === "response") this.#response(message as Dap.Response, report);
    if (message.type === "event") this.#event(message as Dap.Event, report);
  }

  /** The adapter has ended by itself. */
  ended(): void {
    for (const request of this.#open.values()) this.problems.push(`No answer came to ${JSON.stringify(request)}.`);
    for (const id of this.#progress) this.problems.push(`The progress ${id} was never ended.`);
  }

  #response({ request_seq, command, success, message }: Dap.Response, report: (problem: string) => void): void {
    const request = this.#open.get(request_seq);
    if (request === undefined) report("It answers no open request.");
    else if (request.command !== command) report(`It answers a request "${request.command}".`);
    this.#open.delete(request_seq);
    if (!success && !message) report("It does not say what is wrong.");
    if (command === "initialize" && success) this.#initialized = true;
  }

  #event({ event, body }: Dap.Event, report: (problem: string) => void): void {
    if (!this.#initialized) report("It comes before the answer to initialize.");
    if (this.#terminated && !AFTER_END.has(event)) report("It comes after the end of the session.");
    if (event === "terminated") this.#terminated = true;
    if (event === "thread") {
      const { reason, threadId } = body as Dap.ThreadEvent["body"];
      const knew = this.#threads.has(threadId);
      if (knew === (reason === "started")) report(`The thread was ${knew ? "there already" : "not there"}.`);
      if (reason === "started") this.#threads.add(threadId);
      else this.#threads.delete(threadId);
    }
    if (event === "stopped" && !this.#threads.has((body as Dap.StoppedEvent["body"]).threadId ?? 0))
      report("It names no thread that was announced.");
    if (event.startsWith("progress"))
      this.#progressed(event, (body as Dap.ProgressEndEvent["body"]).progressId, report);
  }

  #progressed(event: string, id: string, report: (problem: string) => void): void {
    if (!this.#supportsProgress) report("The client did not ask for progress.");
    if (this.#progress.has(id) === (event === "progressStart")) report("Its progress is at another point.");
    if (event === "progressStart") this.#progress.add(id);
    if (event === "progressEnd") this.#progress.delete(id);
  }
}

function schemaFor(message: Dap.ProtocolMessage): z.ZodType | undefined {
  if (message.type === "event") {
    const { event } = message as Dap.Event;
    if (Object.hasOwn(editorEvents, event)) return customEvent(editorEvents[event as keyof typeof editorEvents]);
    return schemaOf(`${capitalized(event)}Event`);
  }
  const { command } = message as Dap.Request | Dap.Response;
  if (message.type === "request") return schemaOf(`${capitalized(command)}Request`);
  if (message.type !== "response") return undefined;
  if (!(message as Dap.Response).success) return schemaOf("ErrorResponse");
  if (Object.hasOwn(editorRequests, command))
    return customResponse(editorRequests[command as keyof typeof editorRequests].body);
  return schemaOf(`${capitalized(command)}Response`);
}

function customEvent(body: z.ZodObject): z.ZodType {
  return z.strictObject({ seq: z.number(), type: z.literal("event"), event: z.string(), body: body.strict() });
}

function customResponse(body: z.ZodObject): z.ZodType {
  return z.strictObject({
    seq: z.number(),
    type: z.literal("response"),
    request_seq: z.number(),
    command: z.string(),
    success: z.literal(true),
    body: body.strict(),
  });
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

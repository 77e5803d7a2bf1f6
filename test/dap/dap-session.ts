/** A client of the built debug adapter that is not VS Code: requests, recorded events, and no process left at the end. */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DebugClient } from "@vscode/debugadapter-testsupport";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { Conversation } from "./protocol-check/conversation.ts";

export const ROOT = resolve(import.meta.dirname, "../..");
export const FIXTURES = join(import.meta.dirname, "fixtures");
const ADAPTER = join(ROOT, "dist", "debugger", "main.js");
const DEADLINE = 45_000;

export const fixture = (name: string): string => join(FIXTURES, name);

export interface LaunchOptions {
  readonly [key: string]: unknown;
  readonly program?: string;
}

export interface Configuration {
  readonly functions?: readonly (string | DebugProtocol.FunctionBreakpoint)[];
  /** Source breakpoints by file. */
  readonly lines?: Readonly<Record<string, readonly (number | DebugProtocol.SourceBreakpoint)[]>>;
  readonly exceptions?: readonly string[];
  readonly exceptionOptions?: readonly DebugProtocol.ExceptionFilterOptions[];
  /** Runs what the adapter wants to run in a terminal; it is answered when that is done. */
  readonly terminal?: (args: DebugProtocol.RunInTerminalRequestArguments) => void | Promise<void>;
  /** Another copy of the adapter than the built one. */
  readonly adapter?: string;
  readonly capabilities?: Partial<DebugProtocol.InitializeRequestArguments>;
  /** Environment variables of the adapter, beside its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Leaves even the first request to the test. */
  readonly silent?: boolean;
}

type Named<T> = T & { readonly name: string };

export class DapSession {
  readonly client: DebugClient;
  readonly events: DebugProtocol.Event[] = [];
  /** Everything the adapter sent, in order. */
  readonly messages: DebugProtocol.ProtocolMessage[] = [];
  /** Everything that was said, by both. */
  readonly transcribed: { readonly by: "client" | "adapter"; readonly message: DebugProtocol.ProtocolMessage }[] = [];
  /** Every message is held against the protocol; `close` fails where one was against it. */
  readonly #conversation = new Conversation();
  capabilities: DebugProtocol.Capabilities = {};
  #read = 0;
  #waiting: (() => void)[] = [];

  private constructor(client: DebugClient) {
    this.client = client;
  }

  /** Starts the adapter and says initialize. */
  static async open(configuration: Configuration = {}): Promise<DapSession> {
    const client = new DebugClient(process.execPath, configuration.adapter ?? ADAPTER, "stepwright", {
      env: { ...process.env, ...configuration.env },
    });
    client.defaultTimeout = DEADLINE;
    const session = new DapSession(client);
    session.#listen(configuration.terminal);
    await client.start();
    if (configuration.silent) return session;
    const { body } = await client.initializeRequest({
      adapterID: "stepwright",
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: "path",
      supportsRunInTerminalRequest: configuration.terminal !== undefined,
      ...configuration.capabilities,
    });
    session.capabilities = body ?? {};
    await session.until("initialized");
    return session;
  }

  /** Opens, sets breakpoints and launches. */
  static async launch(options: LaunchOptions, configuration: Configuration = {}): Promise<DapSession> {
    const session = await DapSession.open(configuration);
    try {
      await session.start(options, configuration);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async start(options: LaunchOptions, configuration: Configuration = {}): Promise<void> {
    const launched = this.client.launchRequest({ cwd: FIXTURES, ...options } as DebugProtocol.LaunchRequestArguments);
    // Also where configuring fails first.
    launched.catch(() => {});
    for (const [path, lines] of Object.entries(configuration.lines ?? {})) {
      await this.client.setBreakpointsRequest({
        source: { path },
        breakpoints: lines.map((line) => (typeof line === "number" ? { line } : line)),
      });
    }
    if (configuration.functions) await this.setFunctions(...configuration.functions);
    await this.client.setExceptionBreakpointsRequest({
      filters: [...(configuration.exceptions ?? [])],
      ...(configuration.exceptionOptions ? { filterOptions: [...configuration.exceptionOptions] } : {}),
    });
    await this.client.configurationDoneRequest();
    await launched;
  }

  async setFunctions(
    ...breakpoints: readonly (string | DebugProtocol.FunctionBreakpoint)[]
  ): Promise<DebugProtocol.Breakpoint[]> {
    const { body } = await this.client.setFunctionBreakpointsRequest({
      breakpoints: breakpoints.map((breakpoint) =>
        typeof breakpoint === "string" ? { name: breakpoint } : breakpoint,
      ),
    });
    return body.breakpoints;
  }

  /** The next event of that name that fits, after the last one waited for. */
  async until<B = Record<string, unknown>>(name: string, fits: (body: B) => boolean = () => true): Promise<B> {
    const deadline = Date.now() + DEADLINE;
    for (;;) {
      for (let index = this.#read; index < this.events.length; index++) {
        const event = this.events[index];
        if (event?.event !== name || !fits(event.body as B)) continue;
        this.#read = index + 1;
        return event.body as B;
      }
      const left = deadline - Date.now();
      if (left <= 0) assert.fail(`no event "${name}" came; there were:\n${this.transcript}`);
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          wake();
        });
      });
    }
  }

  async stopped(): Promise<DebugProtocol.StoppedEvent["body"] & { threadId: number }> {
    return this.until("stopped");
  }

  /** The session's end: the exit code. */
  async ended(): Promise<number> {
    const { exitCode } = await this.until<{ exitCode: number }>("exited");
    await this.until("terminated");
    return exitCode;
  }

  get outputs(): DebugProtocol.OutputEvent["body"][] {
    return this.events
      .filter(({ event }) => event === "output")
      .map(({ body }) => body as DebugProtocol.OutputEvent["body"]);
  }

  /** All that was printed. */
  output(...categories: string[]): string {
    const wanted = this.outputs.filter(
      ({ category }) => categories.length === 0 || categories.includes(category ?? "console"),
    );
    return wanted.map(({ output }) => output).join("");
  }

  get transcript(): string {
    return this.events
      .map(({ event, body }) => `${event} ${JSON.stringify(body)?.slice(0, 500)}`)
      .slice(-200)
      .join("\n");
  }

  async stack(thread: number): Promise<Named<DebugProtocol.StackFrame>[]> {
    const { body } = await this.client.stackTraceRequest({ threadId: thread });
    return body.stackFrames;
  }

  async top(thread: number): Promise<DebugProtocol.StackFrame> {
    const [frame] = await this.stack(thread);
    assert.ok(frame, "the stack is empty");
    return frame;
  }

  /** A scope's variables as name → value. */
  async look(frameId: number, scopeName: string): Promise<Record<string, string>> {
    return Object.fromEntries((await this.variables(frameId, scopeName)).map(({ name, value }) => [name, value]));
  }

  async variables(frameId: number, scopeName: string): Promise<DebugProtocol.Variable[]> {
    const { scopes } = (await this.client.scopesRequest({ frameId })).body;
    const scope = scopes.find(({ name }) => name === scopeName);
    assert.ok(scope, `no scope ${scopeName}, but ${scopes.map(({ name }) => name).join(", ")}`);
    return (await this.client.variablesRequest({ variablesReference: scope.variablesReference })).body.variables;
  }

  async evaluate(
    expression: string,
    context: string,
    frameId?: number,
  ): Promise<DebugProtocol.EvaluateResponse["body"]> {
    const { body } = await this.client.evaluateRequest({
      expression,
      context,
      ...(frameId === undefined ? {} : { frameId }),
    });
    return body;
  }

  async custom(command: string, args: object): Promise<DebugProtocol.Response> {
    return this.client.customRequest(command, args);
  }

  /** Sends whatever it is given; resolves with the answer, be it an error. */
  ask(command: string, args?: unknown): Promise<DebugProtocol.Response> {
    const client = this.client as unknown as {
      doSend(command: string, args: unknown, answered: (response: DebugProtocol.Response) => void): void;
    };
    return new Promise((resolve) => client.doSend(command, args, resolve));
  }

  get adapter(): ChildProcess {
    return (this.client as unknown as { _adapterProcess: ChildProcess })._adapterProcess;
  }

  /** Processes of the program, one for each start. */
  get pids(): number[] {
    return this.events
      .filter(({ event }) => event === "process")
      .flatMap(({ body }) => (body as { systemProcessId?: number }).systemProcessId ?? []);
  }

  /** Ends the session and checks that nothing is left of it. */
  async close(): Promise<void> {
    const { adapter } = this;
    const adapterPid = adapter.pid ?? 0;
    // After that it is ending, and answers nothing any more.
    const isLeft = this.messages.some((message) => (message as DebugProtocol.Response).command === "disconnect");
    if (!isLeft && adapter.exitCode === null && adapter.signalCode === null) {
      await this.client.disconnectRequest({}).catch(() => {});
    }
    await gone(adapterPid, "the adapter");
    for (const pid of this.pids) await gone(-pid, `the program's process group ${pid}`);
    const cache = join(tmpdir(), `stepwright-${process.getuid?.()}`);
    const left = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith(`${adapterPid}-`)) : [];
    if (!adapter.killed) {
      assert.deepEqual(left, [], "compiled programs are left");
      this.#conversation.ended();
    }
    assert.deepEqual(this.#conversation.problems, [], "the adapter broke the protocol");
  }

  /** Records messages, and answers requests of the adapter, which DebugClient drops. */
  #listen(terminal: Configuration["terminal"]): void {
    const client = this.client as unknown as {
      sequence: number;
      doSend(command: string, args: object | undefined, answered: unknown): void;
      dispatch(text: string): void;
    };
    const doSend = client.doSend.bind(client);
    client.doSend = (command, args, answered) => {
      const request: DebugProtocol.Request = { type: "request", seq: client.sequence, command, arguments: args };
      this.#conversation.sent(request);
      this.transcribed.push({ by: "client", message: request });
      doSend(command, args, answered);
    };
    const dispatch = client.dispatch.bind(client);
    client.dispatch = (text) => {
      const message = JSON.parse(text) as DebugProtocol.ProtocolMessage;
      this.messages.push(message);
      this.transcribed.push({ by: "adapter", message });
      this.#conversation.received(message);
      if (message.type === "event") this.#record(message as DebugProtocol.Event);
      if (message.type === "request") void this.#runInTerminal(message as DebugProtocol.RunInTerminalRequest, terminal);
      else dispatch(text);
    };
  }

  async #runInTerminal(
    request: DebugProtocol.RunInTerminalRequest,
    terminal: Configuration["terminal"],
  ): Promise<void> {
    await terminal?.(request.arguments);
    const answer = JSON.stringify({
      type: "response",
      seq: 0,
      request_seq: request.seq,
      command: request.command,
      success: terminal !== undefined,
      body: {},
    });
    this.adapter.stdin?.write(`Content-Length: ${Buffer.byteLength(answer)}\r\n\r\n${answer}`);
  }

  #record(event: DebugProtocol.Event): void {
    this.events.push(event);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** Waits until there is no such process (or, for a negative number, no process of that group). */
export async function gone(pid: number, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (isAlive(pid)) {
    assert.ok(Date.now() < deadline, `${what} is left`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

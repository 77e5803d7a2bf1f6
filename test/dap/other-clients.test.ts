import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { FIXTURES, fixture, gone, ROOT } from "./dap-session.ts";
import { Conversation } from "./protocol-check/conversation.ts";

type Message = { type: string; seq: number; command?: string; event?: string } & Record<string, unknown>;

/**
 * A client written to the protocol's text, in the order in which Neovim's nvim-dap and Emacs's dape say things: `launch`
 * goes out with the answer to `initialize`, breakpoints with `initialized`, no progress, no memory, no custom requests.
 */
class Client {
  readonly events: Message[] = [];
  readonly #adapter: ChildProcess;
  readonly #conversation = new Conversation();
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly terminal: ChildProcess[] = [];
  #buffer = Buffer.alloc(0);
  #seq = 0;
  #wake: () => void = () => {};

  constructor() {
    this.#adapter = spawn(process.execPath, [join(ROOT, "dist", "cli", "main.js"), "debug"], { cwd: FIXTURES });
    this.#adapter.stdout?.on("data", (chunk: Buffer) => this.#read(chunk));
  }

  async request<B>(command: string, args: object = {}): Promise<B> {
    const seq = ++this.#seq;
    const answered = new Promise<Message>((resolve) => this.#answers.set(seq, resolve));
    this.#write({ seq, type: "request", command, arguments: args });
    const answer = await answered;
    assert.ok(answer["success"], `${command}: ${JSON.stringify(answer)}`);
    return answer["body"] as B;
  }

  async until<B>(event: string): Promise<B> {
    const deadline = AbortSignal.timeout(15_000);
    for (;;) {
      const found = this.events.findIndex((candidate) => candidate.event === event);
      if (found >= 0) return this.events.splice(found, 1)[0]?.["body"] as B;
      assert.ok(!deadline.aborted, `no event ${event}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 200);
      });
    }
  }

  async close(): Promise<void> {
    const { pid = 0, exitCode } = this.#adapter;
    if (exitCode === null) this.#write({ seq: ++this.#seq, type: "request", command: "disconnect", arguments: {} });
    await gone(pid, "the adapter");
    for (const { pid: program = 0 } of this.terminal) await gone(program, "the program in the terminal");
    this.#conversation.ended();
    assert.deepEqual(this.#conversation.problems, [], "the adapter broke the protocol");
  }

  #write(message: object): void {
    const { type } = message as Message;
    if (type === "request") this.#conversation.sent(message as DebugProtocol.Request);
    const text = JSON.stringify(message);
    this.#adapter.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const end = this.#buffer.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(this.#buffer.toString("utf8", 0, Math.max(end, 0)))?.[1]);
      if (end < 0 || this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.#buffer.toString("utf8", end + 4, end + 4 + length)) as Message;
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#conversation.received(message);
      if (message.type === "response") this.#answers.get(message["request_seq"] as number)?.(message);
      else if (message.type === "request") this.#runInTerminal(message);
      else this.events.push(message);
      this.#wake();
    }
  }

  #runInTerminal({ seq, command, arguments: asked }: Message): void {
    const { args, cwd, env = {} } = asked as DebugProtocol.RunInTerminalRequestArguments;
    const [program = "", ...rest] = args;
    const removed = Object.entries(env).flatMap(([name, value]) => (value === null ? ["-u", name] : []));
    const set = Object.entries(env).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
    const child = spawn("env", [...removed, ...set, program, ...rest], { cwd, stdio: "ignore" });
    this.terminal.push(child);
    const body = { processId: child.pid };
    this.#write({ seq: ++this.#seq, type: "response", request_seq: seq, command, success: true, body });
  }
}

describe("other clients", () => {
  let client: Client;
  afterEach(() => client.close());

  const rag = fixture("rag.ts");
  const lineOf = (text: string): number =>
    readFileSync(rag, "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1;

  /** From `initialize` to the first stop. `first` is the number of a file's first line. */
  const stop = async (
    first: 0 | 1,
    options: object = {},
  ): Promise<{ threadId: number; top: DebugProtocol.StackFrame }> => {
    client = new Client();
    const capabilities = await client.request<DebugProtocol.Capabilities>("initialize", {
      ...{ clientID: "neovim", clientName: "neovim", adapterID: "nvim-dap", locale: "en_US.UTF-8" },
      ...{ pathFormat: "path", linesStartAt1: first === 1, columnsStartAt1: first === 1 },
      ...{ supportsRunInTerminalRequest: true, supportsVariableType: true },
    });
    const launched = client.request("launch", {
      ...{ type: "stepwright", request: "launch", name: "Debug this program" },
      ...{ program: fixture("rag-main.ts"), cwd: FIXTURES, args: ["elsewhere"], ...options },
    });
    await client.until("initialized");
    const source = { path: rag, name: "rag.ts" };
    const line = lineOf("class Retrieved") - 1 + first;
    const set = await client.request<DebugProtocol.SetBreakpointsResponse["body"]>("setBreakpoints", {
      ...{ source, breakpoints: [{ line }], lines: [line], sourceModified: false },
    });
    assert.equal(set.breakpoints[0]?.line, line);
    const filters = capabilities.exceptionBreakpointFilters?.filter((filter) => filter.default) ?? [];
    await client.request("setExceptionBreakpoints", { filters: filters.map(({ filter }) => filter) });
    await client.request("configurationDone");
    await launched;
    const { threadId = 0 } = await client.until<DebugProtocol.StoppedEvent["body"]>("stopped");
    const { threads } = await client.request<DebugProtocol.ThreadsResponse["body"]>("threads");
    assert.deepEqual(threads, [{ id: threadId, name: "RagFlow #1" }]);
    const { stackFrames } = await client.request<DebugProtocol.StackTraceResponse["body"]>("stackTrace", { threadId });
    const [top] = stackFrames;
    assert.ok(top);
    assert.equal(top.line, lineOf("async synthesize") - 1 + first);
    assert.deepEqual([top.name, top.source?.path], ["Retrieved → synthesize", rag]);
    return { threadId, top };
  };

  const finish = async (threadId: number): Promise<void> => {
    await client.request("continue", { threadId });
    const { exitCode } = await client.until<{ exitCode: number }>("exited");
    assert.equal(exitCode, 0);
    await client.until("terminated");
  };

  for (const first of [1, 0] as const) {
    it(`stop at an event, look at it and go on, with lines from ${first}`, async () => {
      const { threadId, top } = await stop(first);
      const { scopes } = await client.request<DebugProtocol.ScopesResponse["body"]>("scopes", { frameId: top.id });
      assert.equal(scopes[0]?.name, "Event");
      const { variables } = await client.request<DebugProtocol.VariablesResponse["body"]>("variables", {
        variablesReference: scopes[0]?.variablesReference,
      });
      assert.equal(variables.find(({ name }) => name === "query")?.value, "'elsewhere'");
      const { result } = await client.request<DebugProtocol.EvaluateResponse["body"]>("evaluate", {
        ...{ expression: "event.passages.length", context: "repl", frameId: top.id },
      });
      assert.equal(result, "2");
      // Without a JavaScript debugger a step into goes over the step: the run has nothing left to stop at.
      await client.request("stepIn", { threadId });
      await client.until("exited");
      await client.until("terminated");
    });
  }

  it("run the program in a terminal of theirs", async () => {
    const { threadId } = await stop(1, { console: "integratedTerminal" });
    assert.equal(client.terminal.length, 1);
    await finish(threadId);
  });

  it("leave in the middle", async () => {
    await stop(1);
  });
});

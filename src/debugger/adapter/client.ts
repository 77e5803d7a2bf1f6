import { Event } from "@vscode/debugadapter";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { TerminalCommand } from "../launcher/terminal-debuggee.ts";
import { type EditorEvents, editorEvents } from "../protocol/editor.ts";
import { errors } from "./errors.ts";

export interface OutputOptions {
  readonly category?: "console" | "important" | "stdout" | "stderr";
  readonly variablesReference?: number;
  readonly group?: "start" | "startCollapsed" | "end";
  readonly source?: DebugProtocol.Source;
  readonly line?: number;
  readonly column?: number;
}

/** The connection to the editor. */
export interface ClientConnection {
  send(event: DebugProtocol.Event): void;
  /** Sends a reverse request. */
  ask(command: string, args: object): Promise<DebugProtocol.Response>;
  /** Resolves when the editor has read most of what was sent; undefined where it has. */
  room(): Promise<void> | undefined;
}

/** The editor at the other end: what it can do, and what is sent to it unasked. */
export class Client {
  readonly #connection: ClientConnection;
  supportsProgress = false;
  supportsRunInTerminal = false;
  /** What a client's first line and column are, less one: DAP lets it count from 0. */
  #lineOffset = 0;
  #columnOffset = 0;

  constructor(connection: ClientConnection) {
    this.#connection = connection;
  }

  introduce(args: DebugProtocol.InitializeRequestArguments): void {
    this.supportsProgress = args.supportsProgressReporting === true;
    this.supportsRunInTerminal = args.supportsRunInTerminalRequest === true;
    this.#lineOffset = args.linesStartAt1 === false ? -1 : 0;
    this.#columnOffset = args.columnsStartAt1 === false ? -1 : 0;
  }

  /** From a line that counts from 1 to the client's. */
  line(line: number): number {
    return line + this.#lineOffset;
  }

  column(column: number): number {
    return column + this.#columnOffset;
  }

  /** From the client's line to one that counts from 1. */
  lineOf(line: number): number {
    return line - this.#lineOffset;
  }

  columnOf(column: number): number {
    return column - this.#columnOffset;
  }

  event(name: string, body?: object): void {
    this.#connection.send(new Event(name, body));
  }

  /** A custom event for an editor that knows this debugger. */
  custom<K extends keyof EditorEvents>(name: K, body: EditorEvents[K]): void {
    this.event(name, editorEvents[name].parse(body));
  }

  output(text: string, { category = "console", ...rest }: OutputOptions = {}): void {
    this.event("output", { category, output: text.endsWith("\n") ? text : `${text}\n`, ...rest });
  }

  /** Runs a command in a terminal of the client. Rejects with the client's reason. */
  async runInTerminal(kind: "integrated" | "external", title: string, command: TerminalCommand): Promise<void> {
    if (!this.supportsRunInTerminal) throw errors.noTerminal("it has none to offer");
    const response = await this.#connection.ask("runInTerminal", { kind, title, ...command });
    if (!response.success) throw errors.noTerminal(response.message ?? "it gave no reason");
  }

  /** Whoever sends much waits for this. */
  room(): Promise<void> | undefined {
    return this.#connection.room();
  }

  /** The program's own output, as it came. */
  raw(category: "stdout" | "stderr", text: string): void {
    this.event("output", { category, output: text });
  }
}

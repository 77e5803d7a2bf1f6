/** What is debugged: a program that this session has started, or one that was there before. */
import type { CompiledProgram } from "../launcher/compiled-program.ts";
import type { ProgramExit } from "../launcher/debuggee.ts";
import type { TerminalCommand } from "../launcher/terminal-debuggee.ts";
import type { ProbeConnection } from "../protocol/probe-connection.ts";

export interface TargetHandlers {
  /** What is being done, for a progress display. */
  progress(message: string): void;
  /** The program's source files are known, before it starts. */
  sources(files: readonly string[]): void;
  output(category: "stdout" | "stderr", text: string): void;
  /** Resolves when there is room for more output; undefined where there is. */
  room(): Promise<void> | undefined;
  /** The V8 inspector listens; the program waits for a debugger to attach. */
  inspector(address: string, pid: number): void;
  /** A probe is there, the main process's first. Its process waits for its configuration. */
  connected(connection: ProbeConnection): void;
  /** Something that is no probe of this version connected. */
  refused(reason: string): void;
  exited(exit: ProgramExit): Promise<void>;
  /** Asks the client to run a command in a terminal of its own. */
  runInTerminal(kind: "integrated" | "external", command: TerminalCommand): Promise<void>;
  trace(text: string): void;
}

export interface Target {
  readonly program: Pick<CompiledProgram, "sources">;
  /** Undefined while nobody has told. */
  readonly pid: number | undefined;
  /** It waits for a JavaScript debugger before its first line; else its inspector is opened on request. */
  readonly waitsForJavaScript: boolean;
  /** Resolves when the program has ended, or is left, and that has been reported. */
  readonly exited: Promise<void>;
  /** The main process's probe is gone. */
  disconnected(): void;
  /** Lets a program go on that waits for a JavaScript debugger which will not come. */
  goWithoutJavaScript(): Promise<void>;
  /** Cancels its runs, waits up to `graceMs` for the program to end, then kills it with all it started; 0 kills at once. */
  stop(graceMs: number): Promise<void>;
  /** The session is over: ends what it has started, and lets go on what was there before. */
  leave(graceMs: number): Promise<void>;
  /** Ends a program without its probe where it has not ended by itself after `ms`. */
  endWithin(ms: number): Promise<void>;
  /** As {@link leave}, at once and without waiting: for the end of the adapter itself. */
  kill(): void;
}

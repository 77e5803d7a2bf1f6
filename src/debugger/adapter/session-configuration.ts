/** What every session is configured with, however its program came about. */
export interface SessionConfiguration {
  readonly name: string;
  /** Absolute. Undefined where something else says what is debugged. */
  readonly program: string | undefined;
  readonly cwd: string;
  readonly stopOnEntry: boolean;
  readonly breakOnEvents: readonly string[];
  /** Whether a JavaScript child session will attach. */
  readonly javascript: boolean;
  /** Whether processes and worker threads that the program starts are debugged too. */
  readonly autoAttachChildProcesses: boolean;
  /** What the main process prints comes through this session. */
  readonly readsOutput: boolean;
  /** Absolute. False for none, undefined for a temporary one. */
  readonly record: string | false | undefined;
  readonly trace: boolean;
  readonly noDebug: boolean;
}

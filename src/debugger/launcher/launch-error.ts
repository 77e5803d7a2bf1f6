/** Why a program cannot be started or compiled. The message is for the user: the thing, the place, the way out. */
export class LaunchError extends Error {
  /** Stable, for tests and for other clients. */
  readonly code: LaunchErrorCode;

  constructor(code: LaunchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type LaunchErrorCode =
  | "programMissing"
  | "programUnknownType"
  | "syntaxError"
  | "compileFailed"
  | "workflowMissing"
  | "workflowAmbiguous"
  | "workflowNotExported"
  | "workflowAbstract"
  | "envFileMissing"
  | "envFileInvalid"
  | "cwdMissing"
  | "runtimeExecutableMissing"
  | "spawnFailed"
  | "notBuilt"
  | "temporaryFolder";

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { AnalysisMethod } from "./worker-protocol.ts";

/** The analysis could not answer: the file is missing, the worker died or took too long, or the client was disposed. */
export class AnalysisError extends Error {
  override readonly name = "AnalysisError";

  constructor(
    message: string,
    /** `MissingFileError`, `WorkerCrashed`, `WorkerTimeout`, `Aborted`, `Disposed`, or the name of the worker's own error. */
    readonly reason: string,
  ) {
    super(message);
  }
}

/** Of a request that its caller gave up. */
export function aborted(method: AnalysisMethod): AnalysisError {
  return new AnalysisError(`${method} was broken off by who asked.`, "Aborted");
}

/** Of an answer that does not fit the protocol. */
export function misfit(method: AnalysisMethod, message: string): AnalysisError {
  return new AnalysisError(
    `The analysis worker answered ${method} with something else than this version expects: ${message}`,
    "ProtocolMismatch",
  );
}

import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Cause } from "../protocol/probe-shapes.ts";

/** What an exception was caused by, in the form of the debug adapter protocol. */
export function innerExceptions(causes: readonly Cause[] = []): Pick<DebugProtocol.ExceptionDetails, "innerException"> {
  if (causes.length === 0) return {};
  return {
    innerException: causes.map((cause) => ({
      message: cause.message,
      typeName: cause.name,
      ...(cause.stack === undefined ? {} : { stackTrace: cause.stack }),
      ...innerExceptions(cause.causes),
    })),
  };
}

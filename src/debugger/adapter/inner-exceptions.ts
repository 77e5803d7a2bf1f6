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

/** An error's stack with what it was caused by below it, as Node prints it: VS Code shows nothing else of the causes. */
export function stackWithCauses(stack: string, causes: readonly Cause[] = []): string {
  return [stack, ...causes.map(causeText)].join("\n");
}

function causeText({ stack, message, causes }: Cause): string {
  return `[cause]: ${stackWithCauses(stack ?? message, causes)}`.replaceAll(/^/gm, "  ");
}

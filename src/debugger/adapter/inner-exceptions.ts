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

/** A frame of Node's or of this library's: below a step's body come a dozen of them, the same for every failure. */
const INNER_FRAME = /^ *at .*[( ](?:file:\/\/)?(?:node:internal\/|.*[\\/]node_modules[\\/]stepwright[\\/])/;

/**
 * An error's stack with what it was caused by below it, as Node prints it, but for inner frames: VS Code shows nothing
 * else of the causes, and few lines.
 */
export function stackWithCauses(stack: string, causes: readonly Cause[] = []): string {
  return [withoutInnerFrames(stack), ...causes.map(causeText)].join("\n");
}

function withoutInnerFrames(stack: string): string {
  const lines = stack.split("\n");
  return lines.filter((line) => !INNER_FRAME.test(line)).join("\n");
}

function causeText({ stack, message, causes }: Cause): string {
  return `[cause]: ${stackWithCauses(stack ?? message, causes)}`.replaceAll(/^/gm, "  ");
}

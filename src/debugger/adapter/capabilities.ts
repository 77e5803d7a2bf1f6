import type { DebugProtocol } from "@vscode/debugprotocol";
import { EXCEPTION_FILTERS } from "./exception-filters.ts";

/** What this debugger can do. */
export const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsDataBreakpoints: true,
  supportsReadMemoryRequest: true,
  supportsGotoTargetsRequest: true,
  supportsStepInTargetsRequest: true,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  exceptionBreakpointFilters: [...EXCEPTION_FILTERS],
  supportsExceptionFilterOptions: true,
  supportsExceptionInfoRequest: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: [".", " "],
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportsTerminateThreadsRequest: true,
  supportsSingleThreadExecutionRequests: true,
  supportsDelayedStackTraceLoading: true,
  supportsCancelRequest: true,
  supportsStepBack: true,
  supportsRestartFrame: true,
  supportsANSIStyling: true,
};

/**
 * And this once it is attached: the program may be left or ended. One that it has launched always ends with the session,
 * so no client offers to leave that.
 */
export const ATTACHED_CAPABILITIES: DebugProtocol.Capabilities = { supportTerminateDebuggee: true };

/** The requests the adapter answers: what each takes and what its response carries. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { EditorRequests } from "../protocol/editor.ts";

type Body<R extends Dap.Response> = R["body"];
type Nothing = void;

export interface StandardRequests {
  initialize: { arguments: Dap.InitializeRequestArguments; body: Dap.Capabilities };
  launch: { arguments: Dap.LaunchRequestArguments; body: Nothing };
  attach: { arguments: Dap.AttachRequestArguments; body: Nothing };
  configurationDone: { arguments: Dap.ConfigurationDoneArguments; body: Nothing };
  restart: { arguments: Dap.RestartArguments; body: Nothing };
  terminate: { arguments: Dap.TerminateArguments; body: Nothing };
  terminateThreads: { arguments: Dap.TerminateThreadsArguments; body: Nothing };
  disconnect: { arguments: Dap.DisconnectArguments; body: Nothing };
  cancel: { arguments: Dap.CancelArguments; body: Nothing };
  setBreakpoints: { arguments: Dap.SetBreakpointsArguments; body: Body<Dap.SetBreakpointsResponse> };
  setFunctionBreakpoints: {
    arguments: Dap.SetFunctionBreakpointsArguments;
    body: Body<Dap.SetFunctionBreakpointsResponse>;
  };
  setExceptionBreakpoints: {
    arguments: Dap.SetExceptionBreakpointsArguments;
    body: Body<Dap.SetExceptionBreakpointsResponse>;
  };
  dataBreakpointInfo: { arguments: Dap.DataBreakpointInfoArguments; body: Body<Dap.DataBreakpointInfoResponse> };
  setDataBreakpoints: { arguments: Dap.SetDataBreakpointsArguments; body: Body<Dap.SetDataBreakpointsResponse> };
  readMemory: { arguments: Dap.ReadMemoryArguments; body: Body<Dap.ReadMemoryResponse> };
  gotoTargets: { arguments: Dap.GotoTargetsArguments; body: Body<Dap.GotoTargetsResponse> };
  goto: { arguments: Dap.GotoArguments; body: Nothing };
  stepInTargets: { arguments: Dap.StepInTargetsArguments; body: Body<Dap.StepInTargetsResponse> };
  exceptionInfo: { arguments: Dap.ExceptionInfoArguments; body: Body<Dap.ExceptionInfoResponse> };
  threads: { arguments: unknown; body: Body<Dap.ThreadsResponse> };
  continue: { arguments: Dap.ContinueArguments; body: Body<Dap.ContinueResponse> };
  next: { arguments: Dap.NextArguments; body: Nothing };
  stepIn: { arguments: Dap.StepInArguments; body: Nothing };
  stepOut: { arguments: Dap.StepOutArguments; body: Nothing };
  stepBack: { arguments: Dap.StepBackArguments; body: Nothing };
  reverseContinue: { arguments: Dap.ReverseContinueArguments; body: Nothing };
  restartFrame: { arguments: Dap.RestartFrameArguments; body: Nothing };
  pause: { arguments: Dap.PauseArguments; body: Nothing };
  stackTrace: { arguments: Dap.StackTraceArguments; body: Body<Dap.StackTraceResponse> };
  scopes: { arguments: Dap.ScopesArguments; body: Body<Dap.ScopesResponse> };
  variables: { arguments: Dap.VariablesArguments; body: Body<Dap.VariablesResponse> };
  setVariable: { arguments: Dap.SetVariableArguments; body: Body<Dap.SetVariableResponse> };
  setExpression: { arguments: Dap.SetExpressionArguments; body: Body<Dap.SetExpressionResponse> };
  evaluate: { arguments: Dap.EvaluateArguments; body: Body<Dap.EvaluateResponse> };
  completions: { arguments: Dap.CompletionsArguments; body: Body<Dap.CompletionsResponse> };
  locations: { arguments: Dap.LocationsArguments; body: Body<Dap.LocationsResponse> };
  source: { arguments: Dap.SourceArguments; body: Body<Dap.SourceResponse> };
}

export type RequestMap = StandardRequests & EditorRequests;

export type Handlers = {
  [K in keyof RequestMap]: (args: RequestMap[K]["arguments"]) => RequestMap[K]["body"] | Promise<RequestMap[K]["body"]>;
};

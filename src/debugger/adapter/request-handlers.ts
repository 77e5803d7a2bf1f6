/** Each request with the part that answers it. */
import { readFile } from "node:fs/promises";
import { type EditorRequests, editorRequests } from "../protocol/editor.ts";
import type { Breakpoints } from "./breakpoints.ts";
import { CAPABILITIES } from "./capabilities.ts";
import type { Client } from "./client.ts";
import type { DataBreakpoints } from "./data-breakpoints.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import type { DispatchTargets } from "./dispatch-targets.ts";
import { errors } from "./errors.ts";
import type { Execution } from "./execution.ts";
import { innerExceptions, stackWithCauses } from "./inner-exceptions.ts";
import { sourceOf } from "./knowledge.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { LiveState } from "./live-state.ts";
import type { Prompts } from "./prompts.ts";
import type { Repl } from "./repl.ts";
import type { ReplCompletions } from "./repl-completions.ts";
import type { Handlers } from "./requests.ts";
import type { Runs } from "./runs.ts";
import type { Stack } from "./stack.ts";
import type { Variables } from "./variables.ts";

interface Parts {
  readonly client: Client;
  readonly link: DebuggeeLink;
  readonly lifecycle: Lifecycle;
  readonly breakpoints: Breakpoints;
  readonly dataBreakpoints: DataBreakpoints;
  readonly targets: DispatchTargets;
  readonly runs: Runs;
  readonly execution: Execution;
  readonly stack: Stack;
  readonly variables: Variables;
  readonly repl: Repl;
  readonly completions: ReplCompletions;
  readonly prompts: Prompts;
  readonly live: LiveState;
  javaScriptChanged(report: EditorRequests["stepwright.javascript"]["arguments"]): void;
}

export function requestHandlers(parts: Parts): Handlers {
  const { client, link, lifecycle, breakpoints, dataBreakpoints, targets } = parts;
  const { runs, execution, stack, variables, repl, completions, prompts, live } = parts;
  return {
    initialize: (args) => {
      client.introduce(args);
      return CAPABILITIES;
    },
    launch: (args) => lifecycle.launch({ ...args }),
    attach: (args) => lifecycle.attach({ ...args }),
    configurationDone: () => lifecycle.configurationDone(),
    restart: ({ arguments: args }) => lifecycle.restart(args === undefined ? undefined : { ...args }),
    terminate: () => lifecycle.terminate(),
    terminateThreads: (args) => execution.terminateThreads(args),
    disconnect: ({ terminateDebuggee = false }) => lifecycle.disconnect(terminateDebuggee),
    // No request of this adapter takes long enough to be worth giving up.
    cancel: () => {},

    setBreakpoints: async (args) => ({ breakpoints: await breakpoints.setSource(args) }),
    setFunctionBreakpoints: (args) => ({ breakpoints: breakpoints.setFunctions(args) }),
    dataBreakpointInfo: (args) => dataBreakpoints.info(args),
    setDataBreakpoints: (args) => ({ breakpoints: dataBreakpoints.set(args) }),
    setExceptionBreakpoints: (args) => ({ breakpoints: breakpoints.setExceptions(args) }),
    exceptionInfo: async ({ threadId }) => {
      const info = await link.request("exceptionInfo", { thread: threadId });
      return {
        exceptionId: info.name,
        description: `${info.message}\n${info.description}`,
        breakMode: "always",
        details: {
          message: info.message,
          typeName: info.name,
          ...(info.stack === undefined ? {} : { stackTrace: stackWithCauses(info.stack, info.details?.causes) }),
          ...innerExceptions(info.details?.causes),
        },
      };
    },

    threads: () => ({ threads: runs.threads }),
    continue: async ({ threadId, singleThread = false }) => {
      return { allThreadsContinued: await execution.resume("continue", { threadId, singleThread }) };
    },
    next: async (args) => void (await execution.resume("next", args)),
    stepOut: async (args) => void (await execution.resume("stepOut", args)),
    stepIn: (args) => execution.stepIn(args),
    stepInTargets: async ({ frameId }) => ({ targets: await targets.stepInTargets(frameId) }),
    gotoTargets: async (args) => ({ targets: await targets.gotoTargets(args) }),
    goto: (args) => targets.goTo(args),
    stepBack: (args) => execution.stepBack(args),
    reverseContinue: (args) => execution.reverseContinue(args),
    restartFrame: (args) => execution.restartFrame(args),
    pause: (args) => execution.pause(args),
    stackTrace: (args) => stack.trace(args),
    scopes: async ({ frameId }) => {
      stack.look(frameId);
      return { scopes: await variables.scopes(frameId) };
    },
    variables: async (args) => ({ variables: await variables.list(args) }),
    readMemory: (args) => variables.readMemory(args),
    setVariable: (args) => variables.set(args),
    setExpression: (args) => variables.setExpression(args),
    evaluate: ({ expression, frameId, context }) => {
      stack.look(frameId);
      if (context === "watch" || context === "hover" || context === "clipboard" || context === "variables") {
        return variables.evaluate(expression, frameId, context);
      }
      return repl.evaluate(expression, frameId);
    },
    completions: async ({ text, column, frameId }) => {
      const targets = await completions.at(text, client.columnOf(column), frameId);
      return { targets: targets.map(({ start, ...rest }) => ({ ...rest, start: client.column(start) })) };
    },
    locations: ({ locationReference }) => {
      const place = variables.location(locationReference);
      if (place === undefined) throw errors.noSuchLocation();
      return { source: sourceOf(place), line: client.line(place.line), column: client.column(place.column) };
    },
    source: async ({ source }) => {
      if (source?.path === undefined) throw errors.noSuchLocation();
      return { content: await readFile(source.path, "utf8") };
    },

    "stepwright.reply": async (args) => {
      const { id, text, fields } = parse("stepwright.reply", args);
      await prompts.reply(id, { text, fields });
      return {};
    },
    "stepwright.state": async () => ({ runs: await live.now(), prompts: prompts.open }),
    "stepwright.instances": async (args) => {
      const { threadId, ...query } = parse("stepwright.instances", args);
      return await link.request("instances", { thread: threadId, ...query });
    },
    "stepwright.alone": async (args) => {
      await execution.alone(parse("stepwright.alone", args));
      return {};
    },
    "stepwright.stepIntoArmed": (args) => {
      const { id, problem } = parse("stepwright.stepIntoArmed", args);
      execution.stepInto.armed(id, problem);
      return {};
    },
    "stepwright.javascript": (args) => {
      parts.javaScriptChanged(parse("stepwright.javascript", args));
      return {};
    },
  };
}

function parse<K extends keyof typeof editorRequests>(
  command: K,
  args: unknown,
): ReturnType<(typeof editorRequests)[K]["arguments"]["parse"]> {
  const parsed = editorRequests[command].arguments.safeParse(args);
  if (!parsed.success) throw errors.badArguments(command, parsed.error.issues.map(({ message }) => message).join("; "));
  return parsed.data as ReturnType<(typeof editorRequests)[K]["arguments"]["parse"]>;
}

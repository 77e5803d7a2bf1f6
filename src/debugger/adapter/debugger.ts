/** Puts the parts of the debugger together: requests of the client on one side, events of the program on the other. */
import { readFile } from "node:fs/promises";
import { type EditorRequests, editorRequests } from "../protocol/editor.ts";
import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import type { ProbeEventHandlers } from "../protocol/probe-connection.ts";
import { Breakpoints } from "./breakpoints.ts";
import { CAPABILITIES } from "./capabilities.ts";
import type { Client } from "./client.ts";
import { DebuggeeLink } from "./debuggee-link.ts";
import { endedMessage } from "./ended-message.ts";
import { errors } from "./errors.ts";
import { JavaScriptChild } from "./javascript-child.ts";
import { Knowledge, sourceOf } from "./knowledge.ts";
import type { LaunchConfiguration } from "./launch-configuration.ts";
import { Lifecycle } from "./lifecycle.ts";
import { LiveState } from "./live-state.ts";
import { Prompts } from "./prompts.ts";
import { Repl } from "./repl.ts";
import type { Handlers } from "./requests.ts";
import { Runs } from "./runs.ts";
import { Stack } from "./stack.ts";
import { StepInto } from "./step-into.ts";
import { StepOutput } from "./step-output.ts";
import type { Target, TargetExit } from "./target.ts";
import { Variables } from "./variables.ts";

export class Debugger {
  readonly handlers: Handlers;
  readonly #client: Client;
  readonly #link = new DebuggeeLink();
  readonly #knowledge = new Knowledge();
  readonly #breakpoints: Breakpoints;
  readonly #runs: Runs;
  readonly #stack: Stack;
  readonly #variables: Variables;
  readonly #prompts: Prompts;
  readonly #live: LiveState;
  readonly #output: StepOutput;
  readonly #stepInto: StepInto;
  readonly #repl: Repl;
  readonly #lifecycle: Lifecycle;
  #configuration: LaunchConfiguration | undefined;
  #connected = false;
  #runtimeLoaded = false;
  readonly #javaScript = new JavaScriptChild();

  constructor(client: Client) {
    this.#client = client;
    const [link, knowledge] = [this.#link, this.#knowledge];
    this.#breakpoints = new Breakpoints(client, knowledge, () => this.#reconfigure());
    this.#runs = new Runs(client);
    this.#stack = new Stack(client, knowledge, link);
    this.#variables = new Variables(link, knowledge);
    this.#prompts = new Prompts(client, knowledge, link);
    this.#live = new LiveState(client, knowledge, link);
    this.#output = new StepOutput(client, knowledge);
    this.#stepInto = new StepInto(client, link);
    this.#repl = new Repl({ link, knowledge, prompts: this.#prompts, runs: this.#runs, variables: this.#variables });
    this.#lifecycle = new Lifecycle(client, link, {
      starting: (configuration) => this.#starting(configuration),
      sources: (files) => this.#readSources(files),
      configuration: () => this.#firstConfiguration(),
      events: this.#probeEvents(),
      javaScriptEnded: () => this.#javaScript.ended(),
      ended: (exit, target) => this.#ended(exit, target),
    });
    this.handlers = this.#requestHandlers();
  }

  /** After the initialize response: the client may send its breakpoints. */
  initialized(): void {
    this.#client.event("initialized");
  }

  kill(): void {
    this.#lifecycle.kill();
  }

  #starting(configuration: LaunchConfiguration): void {
    const problems = this.#breakpoints.setFromConfiguration(configuration.breakOnEvents);
    if (problems.length > 0) throw errors.wrongConfiguration(problems);
    this.#configuration = configuration;
    this.#connected = false;
    this.#runtimeLoaded = false;
    this.#javaScript.reset();
    this.#runs.reset();
    this.#forgetStop();
    this.#live.forget();
    this.#breakpoints.javaScript = configuration.javascript ? "starting" : "none";
  }

  #readSources(files: readonly string[]): void {
    this.#knowledge.readProgram(files).then(
      () => {
        this.#breakpoints.recheckFunctions();
        const texts = this.#configuration?.breakOnEvents ?? [];
        for (const problem of this.#breakpoints.problemsOfConfiguration(texts)) this.#client.output(problem);
      },
      // The program can be debugged without it: only places in the source are missing.
      (error: Error) =>
        this.#client.output(`The program's source was not read: ${error.message}`, { category: "stderr" }),
    );
  }

  #firstConfiguration(): ProbeRequests["configure"]["arguments"] {
    this.#connected = true;
    return this.#probeConfiguration();
  }

  #probeConfiguration(): ProbeRequests["configure"]["arguments"] {
    const noDebug = this.#configuration?.noDebug ?? false;
    return {
      breakpoints: noDebug ? [] : this.#breakpoints.specs,
      exceptions: noDebug ? [] : this.#breakpoints.exceptions,
      stopOnEntry: !noDebug && (this.#configuration?.stopOnEntry ?? false),
      noDebug,
    };
  }

  /** Breakpoints changed while the program runs. Before that they go out with the first configuration. */
  #reconfigure(): void {
    if (!this.#connected || this.#link.connection === undefined) return;
    // Even a frozen program takes it: it is read as soon as it goes on.
    this.#link.connection.request("configure", { ...this.#probeConfiguration(), stopOnEntry: false }).catch(() => {
      // The program has ended; the next start sends them anew.
    });
  }

  #forgetStop(): void {
    this.#stack.forget();
    this.#variables.forget();
  }

  async #resume(command: "continue" | "next" | "stepOut", thread: number, single = false): Promise<void> {
    this.#runs.get(thread);
    await this.#link.request(command, { thread, single });
    this.#runs.resumed(thread, !single);
    this.#forgetStop();
  }

  async #stepIn(thread: number, single: boolean): Promise<void> {
    // Without a JavaScript debugger there is no body to step into: the dispatch is stepped over.
    if (!this.#javaScript.isReady) return this.#resume("next", thread, single);
    this.#runs.get(thread);
    this.#runs.resumed(thread, true);
    this.#forgetStop();
    // The response goes first: the client must take this thread for running when the JavaScript session stops.
    setImmediate(() => {
      this.#stepInto.run(thread).catch((error: Error) => this.#client.output(error.message, { category: "stderr" }));
    });
  }

  #ended(exit: TargetExit, { configuration }: Target): string | undefined {
    this.#output.close();
    this.#prompts.cancelAll();
    const message = endedMessage({
      configuration,
      exit,
      connected: this.#connected,
      runtimeLoaded: this.#runtimeLoaded,
      anyRun: this.#runs.any,
      workflows: this.#knowledge.workflowNames(),
    });
    this.#runs.reset();
    this.#forgetStop();
    return message;
  }

  #probeEvents(): ProbeEventHandlers {
    return {
      hello: () => {},
      runtime: ({ version, protocol, supported }) => {
        this.#runtimeLoaded = true;
        if (supported) return;
        this.#client.output(
          `The program uses stepwright ${version} (inspection protocol ${protocol}), which this debugger cannot inspect: its workflows run, but do not stop. Update the package "stepwright" or the extension, so that both are of one version.`,
          { category: "important" },
        );
      },
      workflowSeen: (workflow) => {
        this.#knowledge.seen(workflow);
        this.#breakpoints.recheckFunctions();
      },
      runStarted: (run) => this.#runs.started(run),
      runEnded: (ended) => this.#runEnded(ended),
      stopped: ({ thread, reason, hit, description, text, allThreads }) => {
        this.#output.close();
        this.#runs.stopped(thread);
        const hitIds = hit.filter((id) => this.#breakpoints.isClients(id));
        this.#client.event("stopped", {
          reason: reason === "breakpoint" ? this.#breakpoints.reasonFor(hit) : reason,
          threadId: thread,
          allThreadsStopped: allThreads,
          description,
          ...(hitIds.length === 0 ? {} : { hitBreakpointIds: hitIds }),
          ...(text === undefined ? {} : { text }),
        });
      },
      continued: ({ thread, allThreads }) => {
        this.#runs.resumed(thread, allThreads);
        this.#forgetStop();
        this.#client.event("continued", { threadId: thread, allThreadsContinued: allThreads });
      },
      output: (output) => this.#output.print(output),
      breakpointProblem: ({ id, message }) => {
        this.#breakpoints.problem(id, message);
        this.#client.output(message, { category: "stderr" });
      },
      promptOpened: (prompt) => this.#prompts.opened(prompt),
      promptClosed: (prompt) => this.#prompts.closed(prompt),
      live: (live) => this.#live.changed(live),
    };
  }

  #runEnded({ thread, workflow, outcome, text, reference, elapsedMs }: ProbeEvents["runEnded"]): void {
    this.#output.close();
    const name = this.#runs.ended(thread)?.name ?? workflow;
    const seconds = (elapsedMs / 1000).toFixed(elapsedMs < 10_000 ? 2 : 0);
    const how = { completed: "completed", failed: "failed", timedOut: "timed out", cancelled: "was cancelled" }[
      outcome
    ];
    this.#client.output(`${name} ${how} after ${seconds} s: ${text}`, {
      category: outcome === "completed" ? "console" : "stderr",
      ...(reference === 0 ? {} : { variablesReference: reference }),
    });
  }

  #requestHandlers(): Handlers {
    const [client, breakpoints, runs, variables] = [this.#client, this.#breakpoints, this.#runs, this.#variables];
    return {
      initialize: (args) => {
        client.introduce(args);
        return CAPABILITIES;
      },
      launch: (args) => this.#lifecycle.launch({ ...args }),
      attach: () => {
        throw errors.unsupportedRequest("attach");
      },
      configurationDone: () => this.#lifecycle.configurationDone(),
      restart: ({ arguments: args }) => this.#lifecycle.restart(args === undefined ? undefined : { ...args }),
      terminate: () => this.#lifecycle.terminate(),
      disconnect: () => this.#lifecycle.disconnect(),
      // No request of this adapter takes long enough to be worth giving up.
      cancel: () => {},

      setBreakpoints: async (args) => ({ breakpoints: await breakpoints.setSource(args) }),
      setFunctionBreakpoints: (args) => ({ breakpoints: breakpoints.setFunctions(args) }),
      setExceptionBreakpoints: (args) => ({ breakpoints: breakpoints.setExceptions(args) }),
      exceptionInfo: async ({ threadId }) => {
        const info = await this.#link.request("exceptionInfo", { thread: threadId });
        return {
          exceptionId: info.name,
          description: `${info.message}\n${info.description}`,
          breakMode: "always",
          details: {
            message: info.message,
            typeName: info.name,
            ...(info.stack === undefined ? {} : { stackTrace: info.stack }),
          },
        };
      },

      threads: () => ({ threads: runs.threads }),
      continue: async ({ threadId, singleThread = false }) => {
        await this.#resume("continue", threadId, singleThread);
        return { allThreadsContinued: !singleThread };
      },
      next: ({ threadId, singleThread }) => this.#resume("next", threadId, singleThread),
      stepOut: ({ threadId, singleThread }) => this.#resume("stepOut", threadId, singleThread),
      stepIn: ({ threadId, singleThread = false }) => this.#stepIn(threadId, singleThread),
      pause: async ({ threadId }) => {
        const known = runs.list.some((run) => run.thread === threadId);
        await this.#link.request("pause", known ? { thread: threadId } : {});
      },
      stackTrace: (args) => this.#stack.trace(args),
      scopes: async ({ frameId }) => ({ scopes: await variables.scopes(frameId) }),
      variables: async (args) => ({ variables: await variables.list(args) }),
      setVariable: (args) => variables.set(args),
      setExpression: (args) => variables.setExpression(args),
      evaluate: ({ expression, frameId, context }) => {
        if (context === "watch" || context === "hover" || context === "clipboard" || context === "variables") {
          return variables.evaluate(expression, frameId, context);
        }
        return this.#repl.evaluate(expression, frameId);
      },
      completions: async ({ text, column, frameId }) => {
        const targets = await this.#repl.completions(text, client.columnOf(column), frameId);
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
        await this.#prompts.reply(id, { text, fields });
        return {};
      },
      "stepwright.state": async () => ({ runs: await this.#live.now(), prompts: this.#prompts.open }),
      "stepwright.stepIntoArmed": (args) => {
        const { id, problem } = parse("stepwright.stepIntoArmed", args);
        this.#stepInto.armed(id, problem);
        return {};
      },
      "stepwright.javascript": (args) => {
        this.#javaScriptChanged(parse("stepwright.javascript", args).state);
        return {};
      },
    };
  }

  #javaScriptChanged(state: EditorRequests["stepwright.javascript"]["arguments"]["state"]): void {
    this.#link.frozen = state === "paused";
    if (state !== "ready" && state !== "ended") return;
    this.#javaScript.changed(state);
    this.#breakpoints.javaScript = state;
    this.#lifecycle.javaScript(state);
  }
}

function parse<K extends keyof typeof editorRequests>(
  command: K,
  args: unknown,
): ReturnType<(typeof editorRequests)[K]["arguments"]["parse"]> {
  const parsed = editorRequests[command].arguments.safeParse(args);
  if (!parsed.success) throw errors.badArguments(command, parsed.error.issues.map(({ message }) => message).join("; "));
  return parsed.data as ReturnType<(typeof editorRequests)[K]["arguments"]["parse"]>;
}

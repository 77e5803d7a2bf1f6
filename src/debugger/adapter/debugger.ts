/** Puts the parts of the debugger together: requests of the client on one side, events of the program on the other. */
import type { ProgramExit } from "../launcher/debuggee.ts";
import { importedFiles } from "../launcher/imported-files.ts";
import type { ProbeEvents, ProbeRequests } from "../protocol/probe.ts";
import type { ProbeEventHandlers } from "../protocol/probe-connection.ts";
import { processOf } from "../protocol/process-ids.ts";
import { Breakpoints } from "./breakpoints.ts";
import type { Client } from "./client.ts";
import { DataBreakpoints } from "./data-breakpoints.ts";
import { DebuggeeLink } from "./debuggee-link.ts";
import { DispatchTargets } from "./dispatch-targets.ts";
import { endedMessage } from "./ended-message.ts";
import { errors } from "./errors.ts";
import { Execution } from "./execution.ts";
import { type JavaScriptReport, JavaScriptSessions } from "./javascript-sessions.ts";
import { Knowledge } from "./knowledge.ts";
import type { LaunchConfiguration } from "./launch-configuration.ts";
import { Lifecycle } from "./lifecycle.ts";
import { LiveState } from "./live-state.ts";
import { Past } from "./past.ts";
import { programEvents } from "./program-events.ts";
import { Prompts } from "./prompts.ts";
import { RecordPath } from "./record-path.ts";
import { Repl } from "./repl.ts";
import { ReplCompletions } from "./repl-completions.ts";
import { requestHandlers } from "./request-handlers.ts";
import type { Handlers } from "./requests.ts";
import { Resumption } from "./resumption.ts";
import { Runs } from "./runs.ts";
import type { SessionConfiguration } from "./session-configuration.ts";
import { Stack } from "./stack.ts";
import { StepOutput } from "./step-output.ts";
import type { Trace } from "./trace.ts";
import { Variables } from "./variables.ts";

export class Debugger {
  readonly handlers: Handlers;
  readonly #client: Client;
  readonly #trace: Trace;
  readonly #link = new DebuggeeLink();
  readonly #knowledge = new Knowledge();
  readonly #javaScript = new JavaScriptSessions();
  readonly #breakpoints: Breakpoints;
  readonly #dataBreakpoints: DataBreakpoints;
  readonly #runs: Runs;
  readonly #execution: Execution;
  readonly #prompts: Prompts;
  readonly #live: LiveState;
  readonly #output: StepOutput;
  readonly #lifecycle: Lifecycle;
  readonly #past: Past;
  #sources: readonly string[] = [];
  #recordPath: RecordPath | undefined;
  #configuration: SessionConfiguration | undefined;
  #connected = false;
  #runtimeLoaded = false;
  /** A copy of the library whose runs cannot be seen was loaded. */
  #runsUnseen = false;

  constructor(client: Client, trace: Trace) {
    this.#client = client;
    this.#trace = trace;
    const [link, knowledge, javaScript] = [this.#link, this.#knowledge, this.#javaScript];
    const breakpoints = new Breakpoints(client, knowledge, () => this.#reconfigure());
    const runs = new Runs(client);
    const resumption = new Resumption(client, runs);
    const stack = new Stack(client, knowledge, link);
    const variables = new Variables(link, knowledge);
    const dataBreakpoints = new DataBreakpoints({
      ...{ client, link, variables },
      nextId: () => breakpoints.nextId(),
      changed: () => this.#reconfigure(),
    });
    const targets = new DispatchTargets({ client, knowledge, link, runs, stack });
    const live = new LiveState(client, knowledge, link);
    const past = new Past(
      { client, link, runs, live, resumption },
      {
        events: () => events,
        configuration: (process) => this.#probeConfiguration(process),
        moved: () => execution.forgetStop(),
      },
    );
    const execution = new Execution({
      ...{ client, link, runs, stack, javaScript, targets, past, resumption },
      breakpointsSet: () => breakpoints.settled(),
    });
    const prompts = new Prompts(client, knowledge, link);
    const output = new StepOutput(client, knowledge);
    const repl = new Repl({ link, knowledge, prompts, runs, variables });
    const completions = new ReplCompletions({ link, knowledge, prompts, runs, commands: repl.names });
    const runtimeLoaded = (isSeen: boolean): void => {
      this.#runtimeLoaded = true;
      if (!isSeen) this.#runsUnseen = true;
    };
    const events = programEvents({
      ...{ client, link, knowledge, breakpoints, dataBreakpoints, runs, resumption, execution },
      ...{ prompts, live, output, variables },
      runtimeLoaded,
    });
    link.stops.tell = (stop) => this.#stopped(events, stop);
    const parts = { client, link, trace, javaScript, analysis: knowledge.analysis };
    const lifecycle = new Lifecycle(parts, {
      starting: (configuration) => this.#starting(configuration),
      sources: (files) => this.#readSources(files),
      configuration: (process) => this.#firstConfiguration(process),
      replay: (configuration, path) => this.#replay(configuration, path),
      events: {
        ...events,
        stopped: (stop) => {
          if (!link.stops.waits(stop)) this.#stopped(events, stop);
        },
      },
      output: (category, text) => output.stream(category, text),
      ended: (exit, configuration) => this.#ended(exit, configuration),
      childJoined: (process, label, files) => {
        runs.joined(process, label);
        this.#readSources(files, { more: true });
      },
      childLost: (process) => this.#childLost(process),
      over: () => {
        live.close();
        past.over();
      },
    });
    const javaScriptChanged = (report: JavaScriptReport): void => this.#javaScriptChanged(report);
    this.handlers = requestHandlers({
      ...{ client, link, lifecycle, breakpoints, dataBreakpoints, targets, runs },
      ...{ execution, stack, variables, repl, completions, prompts, live },
      javaScriptChanged,
    });
    this.#breakpoints = breakpoints;
    this.#dataBreakpoints = dataBreakpoints;
    this.#runs = runs;
    this.#execution = execution;
    this.#prompts = prompts;
    this.#live = live;
    this.#output = output;
    this.#lifecycle = lifecycle;
    this.#past = past;
  }

  /** After the initialize response: the client may send its breakpoints. */
  initialized(): void {
    this.#client.event("initialized");
  }

  kill(): void {
    this.#lifecycle.kill();
    this.#past.close();
    this.#recordPath?.dispose();
  }

  #starting(configuration: SessionConfiguration): void {
    const problems = this.#breakpoints.setFromConfiguration(configuration.breakOnEvents);
    if (problems.length > 0) throw errors.wrongConfiguration(problems);
    if (configuration.trace) this.#client.output(`The debugger's messages are written to ${this.#trace.open()}`);
    else this.#trace.close();
    if (configuration.program !== undefined) this.#knowledge.warmUp(configuration.program);
    this.#configuration = configuration;
    this.#past.close();
    this.#recordPath?.dispose();
    this.#recordPath = new RecordPath(configuration);
    this.#connected = false;
    this.#runtimeLoaded = false;
    this.#runsUnseen = false;
    this.#javaScript.reset();
    this.#runs.reset();
    this.#execution.forgetStop();
    this.#live.forget();
    this.#breakpoints.javaScript = configuration.javascript ? "starting" : "none";
  }

  #stopped(events: ProbeEventHandlers, stop: ProbeEvents["stopped"]): void {
    if (!this.#past.stopped(stop)) events.stopped?.(stop);
  }

  /** Opens a recording. Its program's sources are read where they are: steps and events are found there. */
  async #replay({ program, stopOnEntry }: LaunchConfiguration, path: string): Promise<void> {
    await this.#past.open(path, stopOnEntry, (named) => {
      this.#readSources(importedFiles(program === undefined ? named : [program, ...named]));
    });
  }

  #readSources(files: readonly string[], { more = false } = {}): void {
    this.#sources = more ? [...this.#sources, ...files] : files;
    const read = more ? this.#knowledge.readMore(files) : this.#knowledge.readProgram(files);
    read.then(
      () => {
        this.#breakpoints.recheck();
        const texts = this.#configuration?.breakOnEvents ?? [];
        for (const problem of this.#breakpoints.problemsOfConfiguration(texts)) this.#client.output(problem);
      },
      // The program can be debugged without it: only places in the source are missing.
      (error: Error) =>
        this.#client.output(`The program's source was not read: ${error.message}`, { category: "stderr" }),
    );
  }

  #firstConfiguration(process: number): ProbeRequests["configure"]["arguments"] {
    this.#connected = true;
    const record = this.#recordPath?.begin(process, this.#sources);
    return { ...this.#probeConfiguration(process), held: this.#link.stops.isHeld, ...(record && { record }) };
  }

  #probeConfiguration(process: number): ProbeRequests["configure"]["arguments"] {
    const noDebug = this.#configuration?.noDebug ?? false;
    return {
      breakpoints: noDebug ? [] : this.#breakpoints.specs,
      dataBreakpoints: noDebug ? [] : this.#dataBreakpoints.specs,
      exceptions: noDebug ? [] : this.#breakpoints.exceptions,
      stopOnEntry: !noDebug && (this.#configuration?.stopOnEntry ?? false),
      noDebug,
      // Where another reads what it prints, nobody would take the marks out.
      ...(this.#configuration?.readsOutput && process === 0 ? { logMark: this.#output.mark } : {}),
    };
  }

  /** Breakpoints changed while the program runs. Before that they go out with the first configuration. */
  #reconfigure(): void {
    this.#past.configure();
    if (!this.#connected) return;
    // Even a frozen program takes it: it is read as soon as it goes on.
    for (const connection of this.#link.connections) {
      connection
        .request("configure", { ...this.#probeConfiguration(connection.process), stopOnEntry: false })
        .catch(() => {
          // The program has ended; the next start sends them anew.
        });
    }
  }

  async #ended(exit: ProgramExit, configuration: SessionConfiguration): Promise<string | undefined> {
    this.#output.end();
    this.#past.close();
    this.#recordPath?.dispose();
    const running = this.#runs.list.map(({ name }) => name);
    await this.#prompts.cancelAll();
    await this.#knowledge.ready();
    await this.#live.end();
    const message = endedMessage({
      configuration,
      exit,
      connected: this.#connected,
      runtimeLoaded: this.#runtimeLoaded,
      anyRun: this.#runs.any || this.#runsUnseen,
      running,
      workflows: this.#knowledge.workflowNames(),
    });
    this.#runs.reset();
    this.#execution.forgetStop();
    return message;
  }

  /** A process that the program had started has ended, with what ran in it. */
  #childLost(process: number): void {
    this.#past.lost(process);
    const lost = this.#runs.list.filter(({ thread }) => processOf(thread) === process);
    const stood = lost.some(({ thread }) => this.#runs.isStopped(thread));
    for (const { thread, name } of lost) {
      this.#runs.ended(thread);
      this.#client.output(`${name} is gone: its process has ended.`, { category: "stderr" });
    }
    this.#prompts.cancel(lost.map(({ runId }) => runId));
    if (!stood) return;
    // Nothing is left to continue from there: the others go on.
    this.#link.stops.released(process);
    this.#execution.forgetStop();
    this.#client.event("continued", { threadId: lost[0]?.thread ?? 0, allThreadsContinued: true });
  }

  #javaScriptChanged(report: JavaScriptReport): void {
    const { state } = report;
    const process = this.#javaScript.changed(report);
    if (process === undefined || state === "binding" || state === "bound") return;
    for (const connection of this.#link.connections) {
      if (connection.process === process) connection.frozen = state === "paused";
    }
    if (process !== 0 || (state !== "ready" && state !== "ended")) return;
    this.#breakpoints.javaScript = state;
    this.#lifecycle.javaScript(state);
  }
}

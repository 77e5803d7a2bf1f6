/** The breakpoints of the session: what the client set, how each is bound, and what the probe is told of them. */
import { basename } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { SourceTarget } from "../../analysis/locate.ts";
import type { BreakpointSpec, ProbeRequests } from "../protocol/probe.ts";
import type { Client } from "./client.ts";
import { readExceptionBreakpoints } from "./exception-filters.ts";
import { FUNCTION_BREAKPOINT_HELP, parseFunctionBreakpoint } from "./function-breakpoint.ts";
import { checkFunctionBreakpoint } from "./function-breakpoint-check.ts";
import type { Knowledge } from "./knowledge.ts";
import { sourceOf } from "./knowledge.ts";

/** What becomes of lines that stand for no event and no step. */
export type JavaScriptState = "none" | "starting" | "ready" | "ended";

interface Bound {
  readonly id: number;
  /** What it was set as: an unchanged one keeps its id, and with it its hit count. */
  readonly key: string;
  readonly spec: BreakpointSpec | undefined;
  /** The event or step that its line stands for. */
  readonly target?: SourceTarget;
  answer: DebugProtocol.Breakpoint;
}

type Conditions = Pick<DebugProtocol.SourceBreakpoint, "condition" | "hitCondition" | "logMessage">;

export class Breakpoints {
  readonly #client: Client;
  readonly #knowledge: Knowledge;
  readonly #changed: () => void;
  /** The last request for each file. */
  readonly #turns = new Map<string, Promise<DebugProtocol.Breakpoint[]>>();
  readonly #bySource = new Map<string, readonly Bound[]>();
  #functions: readonly (Bound & { readonly text: string })[] = [];
  #exceptions: ProbeRequests["configure"]["arguments"]["exceptions"] = [];
  #fromConfiguration: readonly BreakpointSpec[] = [];
  /** Those whose condition does not compile or threw: that stays their message. */
  readonly #problems = new Set<number>();
  #lastId = 0;
  #javaScript: JavaScriptState = "none";

  /** @param changed called when the probe must be told */
  constructor(client: Client, knowledge: Knowledge, changed: () => void) {
    this.#client = client;
    this.#knowledge = knowledge;
    this.#changed = changed;
  }

  /** Of any kind of breakpoint: an id is a breakpoint's own for the whole session. */
  nextId(): number {
    return ++this.#lastId;
  }

  get specs(): BreakpointSpec[] {
    const bound = [...this.#bySource.values()].flat().concat(this.#functions);
    return [...bound.flatMap(({ spec }) => (spec === undefined ? [] : [spec])), ...this.#fromConfiguration];
  }

  get exceptions(): ProbeRequests["configure"]["arguments"]["exceptions"] {
    return this.#exceptions;
  }

  /** Why a stop at these breakpoints happened, in DAP's words. */
  reasonFor(hit: readonly number[]): "breakpoint" | "function breakpoint" {
    const functions = new Set(this.#functions.map(({ id }) => id));
    return hit.length > 0 && hit.every((id) => functions.has(id)) ? "function breakpoint" : "breakpoint";
  }

  /** Whether the client has a breakpoint of that id: the launch configuration's own have ids that it never saw. */
  isClients(id: number): boolean {
    return !this.#fromConfiguration.some((spec) => spec.id === id);
  }

  /** Replaces the breakpoints of one file. Of two requests for one file the later one wins, however long each takes. */
  async setSource(args: DebugProtocol.SetBreakpointsArguments): Promise<DebugProtocol.Breakpoint[]> {
    const key = args.source.path ?? "";
    const turn = (this.#turns.get(key) ?? Promise.resolve([])).then(
      () => this.#setSource(args),
      () => this.#setSource(args),
    );
    this.#turns.set(key, turn);
    return turn;
  }

  /** Resolves when every list of breakpoints that was sent is in force. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#turns.values());
  }

  async #setSource(args: DebugProtocol.SetBreakpointsArguments): Promise<DebugProtocol.Breakpoint[]> {
    const path = args.source.path;
    const wanted: readonly DebugProtocol.SourceBreakpoint[] =
      args.breakpoints ?? (args.lines ?? []).map((line) => ({ line }));
    if (path === undefined) {
      return wanted.map(() => ({ verified: false, message: "Breakpoints need a file on disk." }));
    }
    const lines = wanted.map((breakpoint) => this.#client.lineOf(breakpoint.line));
    const targets = await this.#knowledge.locate(path, lines);
    const before = [...(this.#bySource.get(path) ?? [])];
    const bound = wanted.map((breakpoint, index): Bound => {
      const target = targets[index];
      const names = target && namesOf(target);
      // An edit may have moved the line.
      const key = JSON.stringify([names ? targetKey(target) : breakpoint.line, conditionsOf(breakpoint)]);
      const old = before.findIndex((candidate) => candidate.key === key);
      const id = (old < 0 ? undefined : before.splice(old, 1)[0])?.id ?? this.nextId();
      if (target === undefined || names === undefined) {
        return {
          id,
          key,
          spec: undefined,
          ...(target && { target }),
          answer: this.#foreign(id, breakpoint.line, target),
        };
      }
      const spec = { id, ...names, ...conditionsOf(breakpoint) };
      return { id, key, spec, target, answer: this.#bind(spec, target) };
    });
    if (bound.length === 0) this.#bySource.delete(path);
    else this.#bySource.set(path, bound);
    this.#changed();
    return bound.map(({ answer }) => answer);
  }

  setFunctions({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments): DebugProtocol.Breakpoint[] {
    const before = this.#functions;
    this.#functions = breakpoints.map((breakpoint) => {
      const text = breakpoint.name;
      const key = JSON.stringify([text, conditionsOf(breakpoint)]);
      const id = before.find((old) => old.key === key)?.id ?? this.nextId();
      const target = parseFunctionBreakpoint(text);
      const spec = target === undefined ? undefined : { id, ...target, ...conditionsOf(breakpoint) };
      return { id, key, text, spec, answer: this.#checkFunction(id, text) };
    });
    this.#changed();
    return this.#functions.map(({ answer }) => answer);
  }

  setExceptions(args: DebugProtocol.SetExceptionBreakpointsArguments): DebugProtocol.Breakpoint[] {
    const { specs, breakpoints } = readExceptionBreakpoints(args);
    this.#exceptions = specs;
    this.#changed();
    return breakpoints;
  }

  /** The launch configuration's `breakOnEvents`. Returns what is wrong with them. */
  setFromConfiguration(texts: readonly string[]): string[] {
    const problems: string[] = [];
    this.#fromConfiguration = texts.flatMap((text) => {
      const target = parseFunctionBreakpoint(text);
      if (target !== undefined) return [{ id: this.nextId(), ...target }];
      problems.push(`"breakOnEvents" has "${text}". ${FUNCTION_BREAKPOINT_HELP}`);
      return [];
    });
    return problems;
  }

  /** Files or classes of the program have become known: tells the client which breakpoints are bound now. */
  recheck(): void {
    for (const breakpoint of this.#functions)
      this.#changeTo(breakpoint, this.#checkFunction(breakpoint.id, breakpoint.text));
    for (const breakpoint of [...this.#bySource.values()].flat()) {
      const { target, spec } = breakpoint;
      if (target !== undefined && spec !== undefined) this.#changeTo(breakpoint, this.#bind(spec, target));
    }
  }

  #changeTo(breakpoint: Bound, answer: DebugProtocol.Breakpoint): void {
    if (this.#problems.has(breakpoint.id) || JSON.stringify(answer) === JSON.stringify(breakpoint.answer)) return;
    breakpoint.answer = answer;
    this.#client.event("breakpoint", { reason: "changed", breakpoint: answer });
  }

  /** What is misspelled in the launch configuration's own breakpoints. */
  problemsOfConfiguration(texts: readonly string[]): string[] {
    return texts.flatMap((text) => {
      const { verified, message } = checkFunctionBreakpoint(text, this.#knowledge);
      return verified || message === undefined ? [] : [`"breakOnEvents": ${message}`];
    });
  }

  /** A condition that does not compile or threw. */
  problem(id: number, message: string): void {
    const all: readonly Bound[] = [...this.#bySource.values()].flat().concat(this.#functions);
    const breakpoint = all.find((candidate) => candidate.id === id);
    if (breakpoint === undefined) return;
    this.#problems.add(id);
    breakpoint.answer = { ...breakpoint.answer, verified: false, message };
    this.#client.event("breakpoint", { reason: "changed", breakpoint: breakpoint.answer });
  }

  /** Foreign lines look bound while the JavaScript debugger may still bind them, and say why not when it had its turn. */
  set javaScript(state: JavaScriptState) {
    if (state === this.#javaScript) return;
    this.#javaScript = state;
    for (const breakpoint of [...this.#bySource.values()].flat()) {
      if (breakpoint.spec !== undefined || breakpoint.answer.line === undefined) continue;
      const answer = this.#foreign(breakpoint.id, breakpoint.answer.line, breakpoint.target);
      if (answer.verified === breakpoint.answer.verified && answer.message === breakpoint.answer.message) continue;
      breakpoint.answer = answer;
      this.#client.event("breakpoint", { reason: "changed", breakpoint: answer });
    }
  }

  /**
   * @param line as the client counts
   * @param target an event on it whose name the source does not tell
   */
  #foreign(id: number, line: number, target: SourceTarget | undefined): DebugProtocol.Breakpoint {
    if (target?.kind === "event" && this.#javaScript !== "starting") {
      return { id, verified: false, line, message: unnamed(target.className) };
    }
    switch (this.#javaScript) {
      case "starting":
        return { id, verified: true, line };
      case "ready":
        return {
          id,
          verified: false,
          line,
          message:
            "Bound by the JavaScript debugger, where there is code on this line. Event breakpoints go on an event class or on a step's head.",
        };
      default:
        return {
          id,
          verified: false,
          line,
          message:
            "No event or step begins here: set the breakpoint on an event class, or on a step's decorator or signature. A line inside a step's body needs the JavaScript debugger.",
        };
    }
  }

  #bind({ id, logMessage }: BreakpointSpec, target: SourceTarget): DebugProtocol.Breakpoint {
    const place = { path: target.range.file, line: target.nameRange.startLine, column: target.nameRange.startColumn };
    const { event, workflow, step } = namesOf(target) ?? {};
    const what = event === undefined ? `${workflow}.${step}` : `every dispatch of ${event}`;
    const does = `${logMessage === undefined ? "Stops" : "Logs"} before ${what}.`;
    const presence = this.#knowledge.presence(target);
    const { message, ...bound } = verdict(presence, does, event ?? what, basename(place.path));
    return {
      id,
      ...bound,
      source: sourceOf(place),
      line: this.#client.line(place.line),
      column: this.#client.column(place.column),
      message,
    };
  }

  #checkFunction(id: number, text: string): DebugProtocol.Breakpoint {
    return { id, ...checkFunctionBreakpoint(text, this.#knowledge) };
  }
}

function conditionsOf({ condition, hitCondition, logMessage }: Conditions): Conditions {
  const given = (text: string | undefined): text is string => text !== undefined && text.trim() !== "";
  return {
    ...(given(condition) ? { condition: condition.trim() } : {}),
    ...(given(hitCondition) ? { hitCondition: hitCondition.trim() } : {}),
    ...(given(logMessage) ? { logMessage } : {}),
  };
}

/** What the probe knows the target by; undefined where the source does not tell. */
function namesOf(target: SourceTarget): Pick<BreakpointSpec, "workflow" | "event" | "step"> | undefined {
  if (target.kind === "step") return { workflow: target.workflow, step: target.step };
  const [event] = target.runtimeNames;
  return event === undefined ? undefined : { event };
}

function unnamed(name: string): string {
  return `The name of this event is made when the program runs, and ${name} is no class of its own: the debugger cannot tell its dispatches by this line. Write "class ${name} extends …" in place of the variable, or set the breakpoint on the head of a step that takes it.`;
}

function verdict(
  presence: ReturnType<Knowledge["presence"]>,
  does: string,
  what: string,
  file: string,
): Pick<DebugProtocol.Breakpoint, "verified" | "reason"> & { message: string } {
  if (presence === "loaded") return { verified: true, message: does };
  if (presence === "edited") {
    const message = `The running program does not have ${what}: ${file} was edited after it had started. Restart it to stop there.`;
    return { verified: false, reason: "failed", message };
  }
  const message = `${file} is not loaded yet: bound when a workflow with ${what} runs.`;
  return { verified: false, reason: "pending", message };
}

function targetKey(target: SourceTarget | undefined): string | undefined {
  if (target === undefined) return undefined;
  return target.kind === "event" ? target.name : `${target.workflow}.${target.step}`;
}

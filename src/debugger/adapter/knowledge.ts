/**
 * What is known of the program's workflows: from its source text (where things stand, what is misspelled) and from the
 * running process (classes that analysis did not find). The analysis works on a thread of its own: it is several
 * megabytes, and the program must not wait for it to start.
 */
import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { SourceTarget } from "../../analysis/locate.ts";
import { AnalysisClient } from "../../analysis/worker-client.ts";
import { distFile } from "../launcher/dist-file.ts";
import type { ProbeEvents } from "../protocol/probe.ts";
import { PresentTargets } from "./present-targets.ts";

/** A place in a file; lines and columns from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The first question to the analysis takes a second or two on a slow machine. */
const READY_MS = 5000;

/** Text without any of these declares neither an event class nor a step. */
const CANDIDATE = /\bextends\b|@\w+|\.with\s*\(/;

const RUNTIME_EVENTS = [
  "Event",
  "StartEvent",
  "StopEvent",
  "InputRequiredEvent",
  "HumanResponseEvent",
  "StepFailedEvent",
];

export class Knowledge {
  /** The analysis itself; its thread starts with the first question. */
  readonly analysis = new AnalysisClient(distFile("analysis/worker.js"));
  /** What the program's files declared when it was started. */
  #targets: SourceTarget[] = [];
  readonly #present = new PresentTargets(async (file) =>
    (await mayDeclare(file)) ? await this.analysis.targets(file) : [],
  );
  readonly #seen = new Map<string, ProbeEvents["workflowSeen"]>();
  readonly #files = new Set<string>();
  /** True once the program's files have been read. */
  complete = false;
  #reading: Promise<void> = Promise.resolve();

  /** The event class or step head on each line (from 1), for breakpoints; undefined for every other line. */
  async locate(path: string, lines: readonly number[]): Promise<(SourceTarget | undefined)[]> {
    const targets = lines.length === 0 ? [] : await this.#present.read(path);
    return lines.map((line) => targets.findLast(({ range }) => range.startLine <= line && line <= range.endLine));
  }

  /** The event or step that a line belongs to, a step's body included: what begins last before it. */
  async around(path: string, line: number): Promise<SourceTarget | undefined> {
    return (await this.#present.read(path)).findLast(({ range }) => range.startLine <= line);
  }

  /** Reads the program's files, again for each start: they may have changed. */
  async readProgram(files: readonly string[]): Promise<void> {
    this.#seen.clear();
    this.#files.clear();
    this.#targets = [];
    await this.readMore(files);
  }

  /** The same for a process that the program has started. */
  async readMore(files: readonly string[]): Promise<void> {
    const unread = files.filter((file) => !this.#files.has(file));
    for (const file of unread) this.#files.add(file).add(realPath(file));
    this.complete = false;
    // Of a program that was started anew meanwhile nothing is added to what is known of its successor.
    const targets = this.#targets;
    const added = Promise.all(unread.map((file) => this.#present.read(file))).then((found) => {
      targets.push(...found.flat());
    });
    const reading = Promise.allSettled([this.#reading, added]).then(([, { status }]) => {
      if (this.#reading === reading) this.complete = status === "fulfilled";
    });
    this.#reading = reading;
    await reading;
    await added;
  }

  /** Starts the analysis while the program is compiled. Its answers are kept by the analysis itself. */
  warmUp(file: string): void {
    // What is wrong with the file is said by the compiler.
    this.analysis.targets(file).catch(() => {});
  }

  /** Resolves when the program's files have been read; whoever needs places does not wait longer than for a slow disk. */
  async ready(): Promise<void> {
    if (this.complete) return;
    await Promise.race([this.#reading, delay(READY_MS, undefined, { ref: false })]);
  }

  /**
   * Whether the program has what a breakpoint stands for: `loaded`, where it is in one of its files or a workflow that has
   * it has run; `edited`, where a file of the program has it only since the program was started; else `pending`. `loaded`
   * as long as the files are not read.
   */
  presence(target: SourceTarget): "loaded" | "edited" | "pending" {
    if (!this.complete) return "loaded";
    const isOurs = this.#files.has(target.range.file) || this.#files.has(realPath(target.range.file));
    if (target.kind === "step" ? this.#hasStep(target, isOurs) : this.#hasEvent(target, isOurs)) return "loaded";
    return isOurs ? "edited" : "pending";
  }

  #hasStep({ workflow, step }: Extract<SourceTarget, { kind: "step" }>, isOurs: boolean): boolean {
    const seen = this.#seen.get(workflow);
    if (!isOurs) return seen !== undefined;
    const isStep = (known: { workflow: string; step: string }) => known.workflow === workflow && known.step === step;
    return this.#steps().some(isStep) || (seen?.steps.some(({ name }) => name === step) ?? false);
  }

  #hasEvent({ runtimeNames }: Extract<SourceTarget, { kind: "event" }>, isOurs: boolean): boolean {
    // Of a class that had another name for its events, the program knows no such events.
    const names = isOurs ? runtimeNames.slice(0, 1) : runtimeNames;
    const isMeant = (name: string): boolean => names.includes(name);
    const isSeen = [...this.#seen.values()].some(({ steps, classes }) => {
      return classes.some(isMeant) || steps.some(({ accepts }) => accepts.some(isMeant));
    });
    return isSeen || (isOurs && this.#events().some((event) => event.runtimeNames.some(isMeant)));
  }

  /** Reads the files again where somebody has edited them: what stands there may have moved. */
  refresh(files: Iterable<string>): Promise<void> {
    return this.#present.refresh(files);
  }

  /** A workflow class of the running process. */
  seen(workflow: ProbeEvents["workflowSeen"]): void {
    this.#seen.set(workflow.workflow, workflow);
  }

  /** The classes that declare steps, by name, with their file. */
  workflowFile(workflow: string): string | undefined {
    return this.#steps().find((step) => step.workflow === workflow)?.range.file;
  }

  /** Where a step is declared: in that class, else in a class it may extend. */
  step(workflow: string, step: string): Place | undefined {
    const candidates = this.#steps().filter((target) => target.step === step);
    const own = candidates.find((target) => target.workflow === workflow);
    return this.#placeOf(own ?? candidates[0]);
  }

  event(name: string): Place | undefined {
    return this.#placeOf(this.#events().find((event) => event.name === name || event.className === name));
  }

  hasEvent(name: string): boolean {
    return this.eventNames().has(name);
  }

  /** @param workflow undefined for any */
  hasStep(name: string, workflow?: string): boolean {
    // A step may be inherited: then another class declares it.
    return this.stepNames().has(name) && (workflow === undefined || this.hasWorkflow(workflow));
  }

  hasWorkflow(name: string): boolean {
    return this.workflowNames().has(name);
  }

  /** What the events of a variable are named, which the program itself does not know by the variable's name. */
  namesBehind(variable: string): readonly string[] {
    return this.#events().find(({ className }) => className === variable)?.runtimeNames ?? [];
  }

  eventNames(): Set<string> {
    const own = this.#events().flatMap(({ runtimeNames }) => runtimeNames);
    const seen = [...this.#seen.values()].flatMap(({ steps }) => steps.flatMap((step) => step.accepts));
    const classes = [...this.#seen.values()].flatMap((workflow) => workflow.classes);
    return new Set([...RUNTIME_EVENTS, ...own, ...seen, ...classes]);
  }

  stepNames(): Set<string> {
    const seen = [...this.#seen.values()].flatMap(({ steps }) => steps.map((step) => step.name));
    return new Set([...this.#steps().map((step) => step.step), ...seen]);
  }

  /** The events of the workflows that have run, with the steps that take each. */
  takers(): Map<string, string[]> {
    const takers = new Map<string, string[]>();
    for (const { workflow, steps } of this.#seen.values()) {
      for (const { name, accepts } of steps) {
        for (const event of accepts) takers.set(event, [...(takers.get(event) ?? []), `${workflow}.${name}`]);
      }
    }
    return takers;
  }

  workflowNames(): Set<string> {
    return new Set([...this.#steps().map((step) => step.workflow), ...this.#seen.keys()]);
  }

  #steps(): (SourceTarget & { kind: "step" })[] {
    return this.#targets.filter((target) => target.kind === "step");
  }

  #events(): (SourceTarget & { kind: "event" })[] {
    return this.#targets.filter((target) => target.kind === "event");
  }

  #placeOf(target: SourceTarget | undefined): Place | undefined {
    if (target === undefined) return undefined;
    const { file, startLine, startColumn } = this.#present.now(target).nameRange;
    return { path: file, line: startLine, column: startColumn };
  }
}

async function mayDeclare(path: string): Promise<boolean> {
  if (!/\.[cm]?[jt]sx?$/.test(path)) return false;
  try {
    return CANDIDATE.test(await readFile(path, "utf8"));
  } catch {
    return false;
  }
}

/** The file itself, where the path leads to it through a link. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export function sourceOf(place: Place): DebugProtocol.Source {
  return { name: basename(place.path), path: place.path };
}

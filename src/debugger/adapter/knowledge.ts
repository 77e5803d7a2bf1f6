/**
 * What is known of the program's workflows: from its source text (where things stand, what is misspelled) and from the
 * running process (classes that analysis did not find). Analysis is several megabytes and is loaded when first needed.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Analyzer } from "../../analysis/analyzer.ts";
import type { SourceTarget } from "../../analysis/locate.ts";
import type { ProbeEvents } from "../protocol/probe.ts";

/** A place in a file; lines and columns from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

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
  #analyzer: Promise<Analyzer> | undefined;
  #targets: SourceTarget[] = [];
  readonly #read = new Set<string>();
  readonly #seen = new Map<string, ProbeEvents["workflowSeen"]>();
  /** True once the program's files have been read. */
  complete = false;

  /** The event class or step head on a line (from 1), for a breakpoint. Undefined for every other line. */
  async locate(path: string, line: number): Promise<SourceTarget | undefined> {
    if (!(await this.#mayDeclare(path))) return undefined;
    const analyzer = await this.#analysis();
    try {
      return analyzer.locate(path, line);
    } catch {
      // A file that is not there, or that the compiler cannot read at all, declares nothing.
      return undefined;
    }
  }

  /** Reads the program's files; those already read are read again, since they may have changed between two starts. */
  async readProgram(files: readonly string[]): Promise<void> {
    this.#targets = [];
    this.#read.clear();
    this.#seen.clear();
    for (const file of files) await this.readFile(file);
    this.complete = true;
  }

  async readFile(file: string): Promise<void> {
    if (this.#read.has(file) || !(await this.#mayDeclare(file))) return;
    this.#read.add(file);
    const analyzer = await this.#analysis();
    try {
      this.#targets.push(...analyzer.targets(file));
    } catch {
      // As in locate.
    }
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
    return placeOf(own ?? candidates[0]);
  }

  event(name: string): Place | undefined {
    return placeOf(this.#events().find((event) => event.name === name || event.className === name));
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

  eventNames(): Set<string> {
    const own = this.#events().flatMap((event) => [event.name, event.className]);
    const seen = [...this.#seen.values()].flatMap(({ steps }) => steps.flatMap((step) => step.accepts));
    return new Set([...RUNTIME_EVENTS, ...own, ...seen]);
  }

  stepNames(): Set<string> {
    const seen = [...this.#seen.values()].flatMap(({ steps }) => steps.map((step) => step.name));
    return new Set([...this.#steps().map((step) => step.step), ...seen]);
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

  async #analysis(): Promise<Analyzer> {
    this.#analyzer ??= import("../../analysis/analyzer.ts").then((module) => new module.Analyzer());
    return this.#analyzer;
  }

  async #mayDeclare(path: string): Promise<boolean> {
    if (!/\.[cm]?[jt]sx?$/.test(path)) return false;
    try {
      return CANDIDATE.test(await readFile(path, "utf8"));
    } catch {
      return false;
    }
  }
}

function placeOf(target: SourceTarget | undefined): Place | undefined {
  if (target === undefined) return undefined;
  const { file, startLine, startColumn } = target.nameRange;
  return { path: file, line: startLine, column: startColumn };
}

export function sourceOf(place: Place): DebugProtocol.Source {
  return { name: basename(place.path), path: place.path };
}

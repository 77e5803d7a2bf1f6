import type * as vscode from "vscode";
import type { Diagnostic } from "../analysis/diagnostics/diagnostic.ts";
import type { NamedEvent } from "../analysis/event-at.ts";
import type { SourceTarget } from "../analysis/locate.ts";
import type { Rename } from "../analysis/renames.ts";
import type { EventNode, StepNode, WorkflowGraph, WorkflowNode } from "../analysis/workflow-graph.ts";
import type { EventInstance, LiveRun, PromptInfo } from "../debugger/protocol/editor.ts";
import type { Problems } from "./problems.ts";

/** What every part of the extension builds on. `main.ts` makes it once and hands it to each `register…(context, services)`. */
export interface Services {
  /** The output channel "Stepwright". */
  readonly log: vscode.LogOutputChannel;
  /** Errors for the person; commands are registered here, so that none fails in silence. */
  readonly problems: Problems;
  readonly analysis: AnalysisService;
  readonly renames: RenameWatcher;
  readonly breakpoints: BreakpointModel;
  readonly live: LiveDebugState;
}

/** Graphs of the workspace's source files, kept up to date while they are edited. */
export interface AnalysisService extends vscode.Disposable {
  /**
   * The graph of a file as it is now: of the open document's text, saved or not, else of the file on disk. Undefined for
   * a file that is no TypeScript or JavaScript. A graph without workflows is an answer too. Never rejects: what went
   * wrong is in the graph's notes and in the log.
   */
  graph(uri: vscode.Uri): Promise<WorkflowGraph | undefined>;
  /**
   * As `graph`, but does not wait for the type checker: return types that only it can infer may be missing. For what
   * needs the classes, steps, events and inputs, and a person waits.
   */
  outline(uri: vscode.Uri): Promise<WorkflowGraph | undefined>;
  /** Whether `latest` shows the text as it is now: no edit came after it, and the text parses. */
  isCurrent(file: string): boolean;
  /** The event classes and steps that a file declares, of its present text. Undefined where it could not be read. */
  targets(uri: vscode.Uri): Promise<readonly SourceTarget[] | undefined>;
  /** The event class that the name at a place of a document stands for; undefined where it is none. */
  eventAt(document: vscode.TextDocument, position: vscode.Position): Promise<NamedEvent | undefined>;
  /** The last graph made of a file, at once; undefined where none was made yet. */
  latest(file: string): WorkflowGraph | undefined;
  /** Every graph made so far. */
  known(): readonly WorkflowGraph[];
  /** All files of the workspace that declare a workflow, by path. Looks the workspace through on the first call. */
  workspace(): Promise<readonly WorkflowGraph[]>;
  /** What will not work in a file's workflows, of its present text. Undefined where it could not be read. */
  diagnose(uri: vscode.Uri): Promise<readonly Diagnostic[] | undefined>;
  /**
   * As `diagnose` for files that no editor has open, by path; those that are gone are left out, and all where it was
   * broken off. What editors have not saved of other files counts.
   */
  diagnoseClosed(files: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly Diagnostic[]>>;
  /** A file was read again because it, or one it takes events from, was opened, edited or saved; perhaps to the same graph. */
  readonly onDidRead: vscode.Event<vscode.Uri>;
  /** A file's graph is new, or (undefined) a file that had workflows is gone. */
  readonly onDidChange: vscode.Event<{ readonly file: string; readonly graph: WorkflowGraph | undefined }>;
  /** Where an event class or step of any known graph is declared at that place; lines from 1. */
  targetAt(file: string, line: number): BreakpointTarget | undefined;
  /** The step in whose body the line is. */
  bodyAt(file: string, line: number): StepNode | undefined;
  /** The event, by name, as any known graph sees it; one with a source first. `near` prefers what that file's graph says. */
  event(name: string, near?: string): EventNode | undefined;
  /** The workflow class of that name; `near` prefers that file's. */
  workflow(name: string, near?: string): WorkflowNode | undefined;
  /** The step, inherited ones too. */
  step(workflow: string, step: string, near?: string): StepNode | undefined;
}

/** What an edit renamed. */
export interface Renaming {
  /** The file's graph by the old names. */
  readonly before: WorkflowGraph;
  readonly renames: readonly Rename[];
}

/** Hears when events, steps and workflows get other names, by F2 or by typing. */
export interface RenameWatcher extends vscode.Disposable {
  /** After each edit that renamed something; typing a name anew is many renames. */
  readonly onDidRename: vscode.Event<Renaming>;
}

/**
 * What a breakpoint on dispatches stops at. Names are event names, workflow class names and step names. `file` is the
 * file whose graph speaks of it: two files may use one name for two classes. Give it where it is known.
 */
export type BreakpointTarget =
  | { readonly kind: "event"; readonly event: string; readonly workflow?: string; readonly file?: string }
  | { readonly kind: "step"; readonly workflow: string; readonly step: string; readonly file?: string }
  /** An arrow of the graph: this event when it goes to this step. */
  | {
      readonly kind: "delivery";
      readonly workflow: string;
      readonly event: string;
      readonly step: string;
      readonly file?: string;
    };

/** A breakpoint on dispatches, as VS Code keeps it: a source breakpoint or a function breakpoint. */
export interface EventBreakpoint {
  readonly target: BreakpointTarget;
  /** Changes identity whenever an option changes: look it up again rather than keep it. */
  readonly breakpoint: vscode.Breakpoint;
  readonly enabled: boolean;
  readonly condition: string | undefined;
  readonly hitCondition: string | undefined;
  readonly logMessage: string | undefined;
}

export interface BreakpointOptions {
  readonly enabled?: boolean;
  /** An empty text removes it. */
  readonly condition?: string;
  readonly hitCondition?: string;
  readonly logMessage?: string;
}

/**
 * Breakpoints on dispatches. There is no list of our own: the model reads and writes `vscode.debug.breakpoints`, so the
 * gutter, VS Code's Breakpoints view, the tree and the graph show the same ones, and VS Code keeps them over a reload.
 */
export interface BreakpointModel extends vscode.Disposable {
  /** Those that stand for an event, step or delivery; line breakpoints of step bodies are not among them. */
  readonly all: readonly EventBreakpoint[];
  /** The one that stops there: on the same class or step in the source, wherever it was set, else one by that name. */
  find(target: BreakpointTarget): EventBreakpoint | undefined;
  /** Adds one, or removes the one that is there. */
  toggle(target: BreakpointTarget): void;
  add(target: BreakpointTarget, options?: BreakpointOptions): void;
  /** Changes options of the one on this target; adds it where there is none. */
  update(target: BreakpointTarget, options: BreakpointOptions): void;
  remove(target: BreakpointTarget): void;
  removeAll(): void;
  readonly onDidChange: vscode.Event<void>;
}

/** A question of a debug session that waits for a person. */
export interface OpenQuestion {
  readonly session: vscode.DebugSession;
  readonly prompt: PromptInfo;
}

/** The newest events of a run that has ended. */
export interface LastEventsOfRun {
  readonly session: vscode.DebugSession;
  readonly runId: string;
  readonly events: readonly EventInstance[];
}

/** What the running Stepwright debug sessions report. Empty when none runs. */
export interface LiveDebugState extends vscode.Disposable {
  /** Stepwright sessions, oldest first. */
  readonly sessions: readonly vscode.DebugSession[];
  /** Runs of all sessions; an ended run stays until its session ends. */
  readonly runs: readonly (LiveRun & { readonly session: vscode.DebugSession })[];
  readonly questions: readonly OpenQuestion[];
  /** Runs, or what they do, changed; also when the last session ends. At most about 10 a second. */
  readonly onDidChange: vscode.Event<void>;
  /** A run has ended; a program that ends many in a short time does not tell the events of all of them. */
  readonly onDidTellLastEvents: vscode.Event<LastEventsOfRun>;
  readonly onDidOpenQuestion: vscode.Event<OpenQuestion>;
  readonly onDidCloseQuestion: vscode.Event<OpenQuestion>;
  /** Answers a question. Rejects with a message for the person where the answer does not fit. */
  reply(question: OpenQuestion, answer: { text: string } | { fields: Record<string, unknown> }): Promise<void>;
}

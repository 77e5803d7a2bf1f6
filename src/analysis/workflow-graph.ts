/**
 * The picture of a source file's workflows as plain JSON. It crosses processes and windows (analysis worker, adapter,
 * webview, command line), so it holds no functions and no class instances, only what `JSON.stringify` keeps.
 */

/** Bumped when a reader of an older graph would misread a newer one. */
export const WORKFLOW_GRAPH_VERSION = 1;

/** A place in a source text. Lines and columns count from 1; the end is exclusive. */
export interface SourceRange {
  /** Absolute path of the file. */
  readonly file: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Which base class of the runtime an event descends from. */
export type EventKind = "start" | "stop" | "inputRequired" | "humanResponse" | "stepFailed" | "event";

export interface EventField {
  readonly name: string;
  /** The field's TypeScript type as a reader would write it, e.g. `string[]`. */
  readonly type: string;
  readonly optional: boolean;
  /** Its JSDoc comment in the shape, else the text given to `.describe("…")`. */
  readonly docs?: string;
}

export interface EventNode {
  /** The name given to `Event.with(name)`: the identity in routing, journals and breakpoints. */
  readonly name: string;
  /** The class's name in the source; usually the same. */
  readonly className: string;
  readonly kind: EventKind;
  /** Names of the event classes it extends, nearest first; without the runtime's own base classes. */
  readonly extends: readonly string[];
  readonly fields: readonly EventField[];
  /** Set where its name is made at run time, and its class has none: the debugger cannot know it by `name`. */
  readonly unnamed?: true;
  /** The JSDoc comment of the class, as text. */
  readonly docs?: string;
  /** The whole class; undefined for the runtime's own classes (plain StartEvent, StopEvent, …). */
  readonly range?: SourceRange;
  readonly nameRange?: SourceRange;
}

/** How a step lets an event out. */
export type EmitKind = "return" | "send" | "stream" | "prompt";

export interface Emission {
  /** The event's name; an `EventNode` of that name exists. */
  readonly event: string;
  readonly kind: EmitKind;
  /** True where a list of these is returned (fan-out). */
  readonly list: boolean;
  /** The returned or sent expression. */
  readonly range?: SourceRange;
}

export interface StepNode {
  readonly name: string;
  readonly kind: "step" | "catchError";
  /** Names of the events the decorator lists. */
  readonly accepts: readonly string[];
  /** How the step takes them: one at a time, or several joined before it starts. */
  readonly fanIn?: "collectEvents" | "collect" | "join";
  readonly emits: readonly Emission[];
  /** Events the body awaits with `ctx.waitForEvent`. */
  readonly waitsFor: readonly string[];
  /** Child workflows the body starts with `ctx.runChild`. */
  readonly children: readonly string[];
  readonly workers?: number;
  /** True where it may let out events that the source does not tell: it returns `any` or a plain `Event`. */
  readonly open?: boolean;
  /** True where the decorator lists an event that only running the program tells: the step may take others too. */
  readonly unclear?: boolean;
  /** The decorator's option: flow is not checked here. */
  readonly skipGraphChecks?: boolean;
  /** Of a `@catchError` handler: the steps whose failures it takes; all where left out. */
  readonly catches?: readonly string[];
  /** The class that declares it, where that is a base class. */
  readonly inheritedFrom?: string;
  readonly docs?: string;
  /** Decorator to closing brace. */
  readonly range: SourceRange;
  /** Decorator to the end of the signature (before the body's brace): a breakpoint here is an event breakpoint. */
  readonly headRange: SourceRange;
  /** The body, braces included: a breakpoint here belongs to the JavaScript debugger. */
  readonly bodyRange: SourceRange;
  readonly nameRange: SourceRange;
}

/** `fail`: a `@catchError` handler that names the step takes its failures; one for all steps adds no such edge. */
export type EdgeKind = "accept" | "return" | "send" | "stream" | "prompt" | "wait" | "fail";

/** Between a step and an event of one workflow, in the direction the event travels. */
export interface Edge {
  readonly kind: EdgeKind;
  /** `accept` and `wait` go event → step, all others step → event. */
  readonly event: string;
  readonly step: string;
  readonly list: boolean;
}

export interface WorkflowNode {
  /** The class's name in the source. */
  readonly name: string;
  /** How another module gets it: `export class`, `export default class`, or not at all. */
  readonly exported: "named" | "default" | "none";
  /** The name it is exported under, where that is another: `export { Flow as Main }`. */
  readonly exportName?: string;
  readonly abstract: boolean;
  readonly extends?: string;
  readonly docs?: string;
  /** Names of the events that appear in it, in the order of first appearance. */
  readonly events: readonly string[];
  readonly steps: readonly StepNode[];
  readonly edges: readonly Edge[];
  /** Fields of the start event or of the workflow's Input type, for a form and for launch configurations. */
  readonly input: readonly EventField[];
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

/** Something the reader of the picture must know, e.g. that the text has a syntax error and the graph is the last good one. */
export interface GraphNote {
  readonly severity: "error" | "warning" | "info";
  /** The rule it is about, where `stepwright check` has one. */
  readonly code?: "syntax-error" | "unknown-event" | "same-event-name";
  readonly message: string;
  readonly range?: SourceRange;
}

export interface WorkflowGraph {
  readonly version: typeof WORKFLOW_GRAPH_VERSION;
  /** Absolute path of the file that was asked for. */
  readonly file: string;
  /** Concrete and abstract workflow classes declared in the file, in source order. */
  readonly workflows: readonly WorkflowNode[];
  /** Every event any of the workflows mentions, wherever it is declared. */
  readonly events: readonly EventNode[];
  readonly notes: readonly GraphNote[];
  /** The project's other files that were read for it: with events, base classes and helpers, or only passing them on. */
  readonly readFrom?: readonly string[];
}

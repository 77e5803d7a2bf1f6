/** Which runs of fixtures and examples are recorded, to be held against their static graphs. */
import { type Event, HumanResponseEvent } from "stepwright";

export interface Recording {
  /** Below this folder or the repository, without its extension. */
  readonly file: string;
  /** The export. */
  readonly workflow: string;
  /** One run each. */
  readonly inputs: readonly object[];
  /** Answers to what a run asks, in turn. */
  readonly answers?: ReadonlyArray<(module: Record<string, unknown>) => Event>;
  /** The answer to every question. */
  readonly asked?: (module: Record<string, unknown>) => Event;
  /** The child workflows that run too, each with the file that declares it. */
  readonly children?: Readonly<Record<string, string>>;
  /** The class, where it is not an export of that name. */
  readonly made?: (module: Record<string, unknown>) => unknown;
  /** A class of it is an expression: experimental decorators are for declarations alone. */
  readonly expression?: true;
  /** What is done before the runs. */
  readonly prepare?: (module: Record<string, unknown>) => void;
  /** The edges that none of these runs takes: by default none. */
  readonly untaken?: readonly string[];
  /** The StopEvent may overtake other steps: which edges are left varies. */
  readonly racy?: boolean;
}

/** Workflows that cannot run, and why. Nor can abstract ones. */
export const notRun: Readonly<Record<string, string>> = {
  "fixtures/mixin Core": "it is half a workflow: nothing of it ends a run",
};

function verdict(module: Record<string, unknown>, approved: boolean): Event {
  const Verdict = module["Verdict"] as new (fields: object) => Event;
  return new Verdict({ approved });
}

function planVerdict(module: Record<string, unknown>, ok: boolean, change: string): Event {
  const Verdict = module["PlanVerdict"] as new (fields: object) => Event;
  return new Verdict({ ok, change });
}

type Make = new (fields: object) => Event;

/** The events that the flow takes off its shelf, in turn: by each of its ways once. */
function fillShelf(module: Record<string, unknown>): void {
  const { Red, Green, Blue, StopEvent } = module as Record<string, Make>;
  if (!Red || !Green || !Blue || !StopEvent) throw new Error("checker.ts exports its events");
  const turns = [() => new Red({ n: 1 }), () => new Red({ n: 2 }), () => new Green({})];
  const shelf = module["shelf"] as Map<string, () => unknown>;
  shelf.set("red", () => turns.shift()?.());
  const blues = [new Blue({ n: 1, tags: new Map() }), new StopEvent({ result: 2 })];
  shelf.set("turned", () => blues.shift());
  shelf.set("1", () => [new Green({})]);
}

/** Runs of every fixture and example that can run. */
export const recordings: readonly Recording[] = [
  { file: "fixtures/rag", workflow: "RagFlow", inputs: [{ query: "a" }] },
  { file: "fixtures/branching", workflow: "BranchFlow", inputs: [{ text: "" }, { text: "why?" }, { text: "a poem" }] },
  {
    file: "fixtures/refinement",
    workflow: "RefineFlow",
    inputs: [{ topic: "a" }],
  },
  { file: "fixtures/fan-out", workflow: "ParallelFlow", inputs: [{ query: "a" }] },
  { file: "fixtures/collect", workflow: "CollectFlow", inputs: [{}], untaken: ["sum accept Failed"] },
  { file: "fixtures/join", workflow: "OfferFlow", inputs: [{}] },
  {
    file: "fixtures/human",
    workflow: "ReviewFlow",
    inputs: [{}],
    answers: [
      (module) => verdict(module, false),
      () => new HumanResponseEvent({ response: "better" }),
      (module) => verdict(module, true),
    ],
  },
  {
    file: "fixtures/prompt-returned",
    workflow: "AskFlow",
    inputs: [{}],
    answers: [() => new HumanResponseEvent({ response: "Ada" })],
  },
  { file: "fixtures/send-event", workflow: "CrawlFlow", inputs: [{ urls: ["a", "b"] }] },
  { file: "fixtures/catch-error", workflow: "FetchFlow", inputs: [{}], untaken: ["fetch return Fetched"] },
  {
    file: "fixtures/child",
    workflow: "ParentFlow",
    inputs: [{ query: "a" }],
    children: { RagFlow: "fixtures/rag", Summary: "fixtures/child" },
  },
  {
    file: "fixtures/children",
    workflow: "ChildrenFlow",
    inputs: [
      { query: "a", short: true },
      { query: "a", short: false },
    ],
    children: { RagFlow: "fixtures/rag", Shorten: "fixtures/children" },
  },
  {
    file: "fixtures/subclass-merge",
    workflow: "InboxFlow",
    inputs: [{ text: "" }, { text: "again" }],
  },
  {
    file: "fixtures/plain-subclass",
    workflow: "PingFlow",
    inputs: [{}],
    untaken: ["shout return Loud", "end accept Loud"],
  },
  { file: "fixtures/const-events", workflow: "FileFlow", inputs: [{}] },
  {
    file: "fixtures/event-names",
    workflow: "MailFlow",
    inputs: [{}],
    untaken: ["send return mail.bounced", "remove accept mail.bounced"],
  },
  { file: "fixtures/imported", workflow: "ImportedFlow", inputs: [{ question: "" }, { question: "a" }] },
  {
    file: "fixtures/re-exported",
    workflow: "ReExportFlow",
    inputs: [{}],
    untaken: [
      "look return nothing.found",
      "check return Missed",
      "giveUp accept nothing.found",
      "giveUp accept Missed",
      "giveUp return Answered",
    ],
  },
  {
    file: "fixtures/namespace-import",
    workflow: "NamespaceFlow",
    inputs: [{}],
    untaken: ["begin return Local", "end accept Local"],
  },
  { file: "fixtures/runtime-alias", workflow: "AliasFlow", inputs: [{}] },
  {
    file: "fixtures/helpers",
    workflow: "HelperFlow",
    inputs: [{ question: "a" }],
    untaken: [
      "begin accept Retry",
      "look return nothing.found",
      "check return Retry",
      "end accept nothing.found",
      "end return StopEvent",
    ],
  },
  { file: "fixtures/variables", workflow: "VariablesFlow", inputs: [{ n: 1 }, { n: 2 }, { n: 12 }] },
  { file: "fixtures/inherited", workflow: "WebFlow", inputs: [{ question: "a" }] },
  { file: "fixtures/inherited", workflow: "EchoFlow", inputs: [{ question: "a" }] },
  {
    file: "fixtures/template-method",
    workflow: "FancyFlow",
    inputs: [{}, {}, {}, {}],
    untaken: ["begin return Plain", "end accept Plain", "end return StopEvent"],
  },
  {
    file: "fixtures/template-method",
    workflow: "PlainFlow",
    inputs: [{}],
    made: ({ FancyFlow }) => Object.getPrototypeOf(FancyFlow),
  },
  { file: "fixtures/mixin", workflow: "MixedFlow", inputs: [{}] },
  {
    file: "fixtures/promises",
    workflow: "PromisesFlow",
    inputs: [{}],
    untaken: ["begin return Missing", "retry accept Missing", "retry return Loaded[]", "wait return StopEvent"],
  },
  { file: "fixtures/re-emit", workflow: "ReEmitFlow", inputs: [{}], untaken: ["work return Job"] },
  { file: "fixtures/switches", workflow: "SwitchFlow", inputs: [{ n: 1 }, { n: 2 }, { n: 3 }] },
  {
    file: "fixtures/logical",
    workflow: "LogicalFlow",
    inputs: [{ key: "a" }],
    untaken: ["look return Cached", "check accept Cached", "check return Loaded", "check return StopEvent"],
  },
  { file: "fixtures/lists", workflow: "ListsFlow", inputs: [{}], racy: true },
  {
    file: "fixtures/results",
    workflow: "ResultsFlow",
    inputs: [{}],
    racy: true,
    answers: [(module) => new (module["Told"] as new (fields: object) => Event)({ n: 1 })],
  },
  { file: "fixtures/closures", workflow: "ClosuresFlow", inputs: [{}] },
  { file: "fixtures/namespaces", workflow: "MailRoomFlow", inputs: [{}], untaken: ["send return mail.Bounced"] },
  { file: "fixtures/circular", workflow: "CircularFlow", inputs: [{}] },
  { file: "fixtures/three-levels", workflow: "Top", inputs: [{}], untaken: ["begin return Two"] },
  {
    file: "fixtures/recovery",
    workflow: "RecoveryFlow",
    inputs: [{ text: "1" }, { text: "a" }],
    untaken: ["stop accept StepFailedEvent", "stop return StopEvent"],
  },
  { file: "fixtures/typed-state", workflow: "StateFlow", inputs: [{ by: 1 }] },
  { file: "fixtures/untyped", workflow: "UntypedFlow", inputs: [{ text: "a" }] },
  { file: "fixtures/step-wrapper", workflow: "WrappedFlow", inputs: [{}] },
  {
    file: "fixtures/scoped-events",
    workflow: "ScopedFlow",
    inputs: [{}],
    untaken: ["goOn return Hit", "find accept Hit"],
  },
  {
    file: "fixtures/own-fields",
    workflow: "KeepFlow",
    inputs: [{}],
    untaken: ["end accept Noted", "end return Tried", "giveUp accept Tried", "giveUp return StopEvent"],
  },
  { file: "fixtures/spread-decorator", workflow: "SpreadFlow", inputs: [{ kind: "mail" }, { kind: "sms" }] },
  { file: "fixtures/typed-start", workflow: "TypedFlow", inputs: [{ url: "https://example.org" }] },
  {
    file: "fixtures/abstract-steps",
    workflow: "StrictFlow",
    inputs: [{ words: [] }, { words: ["a"] }, { words: ["a", "b", "c"] }],
  },
  { file: "fixtures/arrays", workflow: "ArraysFlow", inputs: [{}], racy: true },
  {
    file: "fixtures/child-fields",
    workflow: "QuadrupleFlow",
    inputs: [{ n: 1 }],
    children: { DoubleFlow: "fixtures/child-fields", AddFlow: "fixtures/child-fields" },
  },
  {
    file: "fixtures/child-fields",
    workflow: "DoubleFlow",
    inputs: [{ n: 1 }],
    children: { AddFlow: "fixtures/child-fields" },
  },
  { file: "fixtures/child-fields", workflow: "AddFlow", inputs: [{ a: 1, b: 2 }] },
  { file: "fixtures/class-expression", expression: true, workflow: "Clock", inputs: [{}] },
  { file: "fixtures/computed-names", workflow: "NamesFlow", inputs: [{}] },
  { file: "fixtures/conditional-types", workflow: "SizeFlow", inputs: [{ n: 1 }, { n: 10 }] },
  { file: "fixtures/default-export", workflow: "default", inputs: [{}] },
  {
    file: "fixtures/emits-option",
    workflow: "EmitsFlow",
    inputs: [{}],
    untaken: ["work return StopEvent", "work return Dropped", "end accept Dropped", "end return StopEvent"],
  },
  { file: "fixtures/factories", workflow: "FactoryFlow", inputs: [{ euros: 0 }, { euros: 1 }] },
  {
    file: "fixtures/fields",
    workflow: "FieldsFlow",
    inputs: [{ shop: "a" }],
    untaken: ["begin return Ordered[]", "end accept Ordered", "end return StopEvent"],
  },
  { file: "fixtures/generators", workflow: "LinesFlow", inputs: [{ text: "a\n\nb" }] },
  { file: "fixtures/generic-base", workflow: "JsonFlow", inputs: [{}] },
  { file: "fixtures/generic-base", workflow: "CsvFlow", inputs: [{}] },
  { file: "fixtures/overloads", workflow: "OverloadFlow", inputs: [{ value: "a" }, { value: 1 }] },
  { file: "fixtures/readonly-lists", workflow: "ReadonlyFlow", inputs: [{ images: false }, { images: true }] },
  { file: "fixtures/star-namespaces", workflow: "StarFlow", inputs: [{ found: true }, { found: false }] },
  { file: "fixtures/try-finally", workflow: "FileFlow", inputs: [{ text: "1" }, { text: "a" }] },
  { file: "fixtures/two-workflows", workflow: "FirstFlow", inputs: [{}] },
  {
    file: "fixtures/type-alias",
    workflow: "AliasTypesFlow",
    inputs: [{}],
    untaken: ["begin return Bad", "keep return Bad", "drop accept Bad", "drop return StopEvent"],
  },
  {
    file: "fixtures/nested",
    expression: true,
    workflow: "SayFlow",
    inputs: [{}],
    made: ({ flowFor }) => (flowFor as (word: string) => unknown)("hello"),
  },
  { file: "fixtures/jsdoc", workflow: "JsFlow", inputs: [{ question: "a" }, { question: "" }] },
  {
    file: "fixtures/checker",
    workflow: "CheckedFlow",
    inputs: [{}, {}, {}],
    prepare: fillShelf,
  },
  {
    file: "fixtures/child-choices",
    workflow: "ChoicesFlow",
    inputs: [
      { text: "a", way: "upper" },
      { text: "a".repeat(60), way: "twice" },
    ],
    children: Object.fromEntries(
      ["UpperFlow", "TwiceFlow", "TrimFlow", "LoudFlow", "AskFlow"].map((name) => [name, "fixtures/child-choices"]),
    ),
    asked: () => new HumanResponseEvent({ response: "yes" }),
  },
  { file: "fixtures/tool-agent", workflow: "AgentFlow", inputs: [{ question: "a" }] },
  { file: "fixtures/extraction-loop", workflow: "ExtractionFlow", inputs: [{ passage: "Ada, 36" }] },
  {
    file: "fixtures/enum-events",
    workflow: "TriageFlow",
    inputs: [{ text: "invoice" }, { text: "error" }, { text: "" }],
  },
  { file: "fixtures/list-building", workflow: "SiteFlow", inputs: [{ urls: ["a", "b.png"] }], racy: true },
  { file: "fixtures/all-promises", workflow: "IndexFlow", inputs: [{ text: "one four" }] },
  { file: "fixtures/delegated-generators", workflow: "TableFlow", inputs: [{ text: "1,2,x" }], racy: true },
  { file: "fixtures/early-returns", workflow: "FetchFlow", inputs: [{ url: "a" }, { url: "b" }, { url: "c" }] },
  { file: "fixtures/context-handed", workflow: "HandedFlow", inputs: [{}] },
  {
    file: "fixtures/dispatch-table",
    workflow: "RouterFlow",
    inputs: [
      { route: "search", text: "a" },
      { route: "compute", text: "sum" },
      { route: "compute", text: "1" },
      { route: "chat", text: "a" },
    ],
  },
  { file: "fixtures/bound-methods", workflow: "WordsFlow", inputs: [{ text: "a b\nc" }] },
  { file: "fixtures/event-factory", workflow: "FactoriesFlow", inputs: [{ text: "a" }, { text: "" }] },
  {
    file: "fixtures/event-objects",
    workflow: "EventObjectsFlow",
    inputs: [{ text: "once" }, { text: "twice" }, { text: "" }],
  },
  { file: "fixtures/two-mixins", expression: true, workflow: "StackedFlow", inputs: [{}] },
  { file: "fixtures/template-events", workflow: "CsvFlow", inputs: [{ raw: "a" }, { raw: " a" }] },
  { file: "fixtures/template-events", workflow: "JsonFlow", inputs: [{ raw: "{}" }, { raw: " {}" }] },
  {
    file: "fixtures/child-resource",
    workflow: "PipelineFlow",
    inputs: [{ text: "abcd" }],
    children: { SummaryFlow: "fixtures/child-resource", TranslateFlow: "fixtures/child-resource" },
  },
  {
    file: "fixtures/approval",
    workflow: "ApprovalFlow",
    inputs: [{ goal: "a" }],
    answers: [(module) => planVerdict(module, false, "b"), (module) => planVerdict(module, true, "")],
    untaken: ["decide return Refused", "refuse accept Refused", "refuse return StopEvent"],
  },
  {
    file: "fixtures/support-package",
    workflow: "SupportFlow",
    inputs: [{ text: "" }, { text: "now" }, { text: "some day" }],
  },
  { file: "fixtures/step-options", workflow: "OptionsFlow", inputs: [{}] },
  { file: "fixtures/stored-events", workflow: "BufferFlow", inputs: [{}] },
  { file: "fixtures/reduced-lists", workflow: "ReducedFlow", inputs: [{}] },
  {
    file: "fixtures/narrowed-input",
    workflow: "ShapesFlow",
    inputs: [
      { kind: "circle", size: 1 },
      { kind: "square", size: 1 },
    ],
  },
  { file: "fixtures/forwarded", workflow: "HopsFlow", inputs: [{ text: "a" }] },
  { file: "fixtures/comma-and-casts", workflow: "CastsFlow", inputs: [{ n: 1 }, { n: 6 }, { n: 11 }, { n: 101 }] },
  {
    file: "fixtures/workflow-factory",
    expression: true,
    workflow: "NumberFlow",
    inputs: [{ n: 1 }, { n: 10 }],
    made: ({ Doubled }) => Doubled,
  },
  { file: "fixtures/workflow-factory", expression: true, workflow: "Tripled", inputs: [{ n: 1 }, { n: 10 }] },
  {
    file: "fixtures/loop-until",
    workflow: "DraftFlow",
    inputs: [{ topic: "a" }, { topic: "abc" }],
    untaken: [
      "write return Draft.Criticised",
      "write return StopEvent",
      "criticise return Draft.Written",
      "improve return Draft.Criticised",
      "improve return StopEvent",
    ],
  },
  { file: "fixtures/joined-lists", workflow: "FusionFlow", inputs: [{}] },
  {
    file: "examples/branching/branching-flow",
    workflow: "BranchingFlow",
    inputs: [{ query: "What is a StopEvent?" }, { query: "Suggest names for a workflow that fetches invoices" }],
  },
  {
    file: "examples/parallel-search/parallel-search-flow",
    workflow: "ParallelSearchFlow",
    inputs: [{ query: "workflow graph" }],
  },
  {
    file: "examples/rag/rag-flow",
    workflow: "RagFlow",
    inputs: [{ question: "How is a run cancelled?" }, { question: "zyzzyva quokka" }],
  },
  {
    file: "examples/refinement/refinement-flow",
    workflow: "RefinementFlow",
    inputs: [
      { text: "A run is a run. It ends when a step returns a StopEvent. Some steps wait for people." },
      { text: "" },
    ],
  },
  {
    file: "examples/research/research-flow",
    workflow: "ResearchFlow",
    inputs: [{ topic: "how an open question is answered in the editor" }],
    asked: (module) => new (module["SourceVerdict"] as new (fields: object) => Event)({ use: true }),
  },
  {
    file: "examples/review/review-flow",
    workflow: "ReviewFlow",
    inputs: [
      { customer: "Ada", order: 1815, problem: "broken", paid: 42.5 },
      { customer: "Ada", order: 1815, problem: "late", paid: 42.5 },
    ],
    asked: () => new HumanResponseEvent({ response: "yes" }),
  },
];

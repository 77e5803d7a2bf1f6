/** The graph equals what the runtime does: whatever a run shows is an edge of the static graph. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Analyzer } from "../../src/analysis/analyzer.ts";
import type { Edge } from "../../src/analysis/workflow-graph.ts";
import { type Event, HumanResponseEvent, type Inspector, type Workflow } from "../../src/runtime/index.ts";

/** An edge as text, without the list mark on what a step accepts: a collecting step is told apart by its slot. */
function textOf({ kind, event, step, list }: Pick<Edge, "kind" | "event" | "step" | "list">): string {
  const producing = kind !== "accept" && kind !== "wait";
  return `${step} ${kind} ${event}${producing && list ? "[]" : ""}`;
}

/** Notes every edge that a run takes. */
function recorder(taken: Set<string>): Inspector {
  const stepOf = new Map<string, string>();
  const note = (kind: Edge["kind"], event: string, step: string | undefined, list = false): void => {
    if (step !== undefined) taken.add(textOf({ kind, event, step, list }));
  };
  return {
    beforeDispatch(run, { id, step, inputs }) {
      stepOf.set(`${run.id} ${id}`, step);
      for (const { event } of inputs) note("accept", event.$type, step);
    },
    stepSettled(_run, { step }, outcome) {
      if (outcome.kind !== "returned") return;
      for (const event of outcome.events) note("return", event.$type, step, outcome.list);
    },
    tickApplied(run, tick) {
      const step = "dispatch" in tick ? stepOf.get(`${run.id} ${tick.dispatch}`) : undefined;
      if (tick.kind === "sent") note("send", tick.event.$type, step);
      if (tick.kind === "streamed") note("stream", tick.event.$type, step);
      if (tick.kind !== "waiting") return;
      note("wait", tick.event, step);
      if (tick.prompt) note("prompt", tick.prompt.$type, step);
    },
  };
}

interface Recording {
  readonly file: string;
  readonly workflow: string;
  /** One run each. */
  readonly inputs: readonly object[];
  /** Answers to what a run asks, in turn. */
  readonly answers?: ReadonlyArray<(module: Record<string, unknown>) => Event>;
  /** The edges that none of these runs takes: by default none. */
  readonly untaken?: readonly string[];
  /** The StopEvent may overtake other steps: which edges are left varies. */
  readonly racy?: boolean;
}

function verdict(module: Record<string, unknown>, approved: boolean): Event {
  const Verdict = module["Verdict"] as new (fields: object) => Event;
  return new Verdict({ approved });
}

const fixtures: readonly Recording[] = [
  { file: "rag", workflow: "RagFlow", inputs: [{ query: "a" }] },
  { file: "branching", workflow: "BranchFlow", inputs: [{ text: "" }, { text: "why?" }, { text: "a poem" }] },
  {
    file: "refinement",
    workflow: "RefineFlow",
    inputs: [{ topic: "a" }],
  },
  { file: "fan-out", workflow: "ParallelFlow", inputs: [{ query: "a" }] },
  { file: "collect", workflow: "CollectFlow", inputs: [{}], untaken: ["sum accept Failed"] },
  { file: "join", workflow: "OfferFlow", inputs: [{}] },
  {
    file: "human",
    workflow: "ReviewFlow",
    inputs: [{}],
    answers: [
      (module) => verdict(module, false),
      () => new HumanResponseEvent({ response: "better" }),
      (module) => verdict(module, true),
    ],
  },
  {
    file: "prompt-returned",
    workflow: "AskFlow",
    inputs: [{}],
    answers: [() => new HumanResponseEvent({ response: "Ada" })],
  },
  { file: "send-event", workflow: "CrawlFlow", inputs: [{ urls: ["a", "b"] }] },
  { file: "catch-error", workflow: "FetchFlow", inputs: [{}], untaken: ["fetch return Fetched"] },
  { file: "child", workflow: "ParentFlow", inputs: [{ query: "a" }] },
  {
    file: "subclass-merge",
    workflow: "InboxFlow",
    inputs: [{ text: "" }, { text: "again" }],
  },
  { file: "plain-subclass", workflow: "PingFlow", inputs: [{}], untaken: ["shout return Loud", "end accept Loud"] },
  { file: "const-events", workflow: "FileFlow", inputs: [{}] },
  {
    file: "event-names",
    workflow: "MailFlow",
    inputs: [{}],
    untaken: ["send return mail.bounced", "remove accept mail.bounced"],
  },
  { file: "imported", workflow: "ImportedFlow", inputs: [{ question: "" }, { question: "a" }] },
  {
    file: "re-exported",
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
    file: "namespace-import",
    workflow: "NamespaceFlow",
    inputs: [{}],
    untaken: ["begin return Local", "end accept Local"],
  },
  { file: "runtime-alias", workflow: "AliasFlow", inputs: [{}] },
  {
    file: "helpers",
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
  { file: "variables", workflow: "VariablesFlow", inputs: [{ n: 1 }, { n: 2 }, { n: 12 }] },
  { file: "inherited", workflow: "WebFlow", inputs: [{ question: "a" }] },
  { file: "inherited", workflow: "EchoFlow", inputs: [{ question: "a" }] },
  {
    file: "template-method",
    workflow: "FancyFlow",
    inputs: [{}, {}, {}, {}],
    untaken: ["begin return Plain", "end accept Plain", "end return StopEvent"],
  },
  { file: "mixin", workflow: "MixedFlow", inputs: [{}] },
  {
    file: "promises",
    workflow: "PromisesFlow",
    inputs: [{}],
    untaken: ["begin return Missing", "retry accept Missing", "retry return Loaded[]", "wait return StopEvent"],
  },
  { file: "re-emit", workflow: "ReEmitFlow", inputs: [{}], untaken: ["work return Job"] },
  { file: "switches", workflow: "SwitchFlow", inputs: [{ n: 1 }, { n: 2 }, { n: 3 }] },
  {
    file: "logical",
    workflow: "LogicalFlow",
    inputs: [{ key: "a" }],
    untaken: ["look return Cached", "check accept Cached", "check return Loaded", "check return StopEvent"],
  },
  { file: "lists", workflow: "ListsFlow", inputs: [{}], racy: true },
  {
    file: "results",
    workflow: "ResultsFlow",
    inputs: [{}],
    racy: true,
    answers: [(module) => new (module["Told"] as new (fields: object) => Event)({ n: 1 })],
  },
  { file: "closures", workflow: "ClosuresFlow", inputs: [{}] },
  { file: "namespaces", workflow: "MailRoomFlow", inputs: [{}], untaken: ["send return mail.Bounced"] },
  { file: "circular", workflow: "CircularFlow", inputs: [{}] },
  { file: "three-levels", workflow: "Top", inputs: [{}], untaken: ["begin return Two"] },
  {
    file: "recovery",
    workflow: "RecoveryFlow",
    inputs: [{ text: "1" }, { text: "a" }],
    untaken: ["stop accept StepFailedEvent", "stop return StopEvent"],
  },
  { file: "typed-state", workflow: "StateFlow", inputs: [{ by: 1 }] },
  { file: "untyped", workflow: "UntypedFlow", inputs: [{ text: "a" }] },
  { file: "step-wrapper", workflow: "WrappedFlow", inputs: [{}] },
  {
    file: "scoped-events",
    workflow: "ScopedFlow",
    inputs: [{}],
    untaken: ["goOn return Hit", "find accept Hit"],
  },
  {
    file: "own-fields",
    workflow: "KeepFlow",
    inputs: [{}],
    untaken: ["end accept Noted", "end return Tried", "giveUp accept Tried", "giveUp return StopEvent"],
  },
  { file: "spread-decorator", workflow: "SpreadFlow", inputs: [{ kind: "mail" }, { kind: "sms" }] },
  { file: "typed-start", workflow: "TypedFlow", inputs: [{ url: "https://example.org" }] },
];

describe("recorded runs take only edges of the static graph", () => {
  const analyzer = new Analyzer();

  for (const { file, workflow, inputs, answers = [], untaken = [], racy = false } of fixtures) {
    it(`${file}: ${workflow}`, async () => {
      const path = fileURLToPath(new URL(`fixtures/${file}.ts`, import.meta.url));
      const graph = analyzer.graphOf(path).workflows.find((one) => one.name === workflow);
      assert.ok(graph);
      const edges = new Set(graph.edges.map(textOf));

      const module = (await import(path)) as Record<string, unknown>;
      const Flow = module[workflow] as new (options: object) => Workflow<object, unknown>;
      const taken = new Set<string>();
      for (const input of inputs) {
        const run = new Flow({ timeout: 5, inspectors: [recorder(taken)] }).run(input);
        for (const answer of answers) run.sendEvent(answer(module));
        await run.then(
          () => {},
          () => {}, // a fixture may end in an error: its edges count all the same
        );
      }
      assert.deepEqual(
        [...taken].filter((edge) => !edges.has(edge)),
        [],
      );
      if (racy) return;
      assert.deepEqual(
        [...edges].filter((edge) => !taken.has(edge)),
        untaken,
      );
    });
  }
});

/** Graphs in the shapes of the six examples, and some that are hard to draw. */
import type { WorkflowGraph } from "../../src/analysis/workflow-graph.ts";
import { graphOf } from "./fixture-graph.ts";

export const rag = graphOf(
  "/project/rag/flow.ts",
  {
    RagFlow: {
      steps: {
        retrieve: {
          accepts: ["StartEvent"],
          emits: ["Retrieved"],
          docs: "Finds the passages that answer the query best.",
        },
        synthesize: { accepts: ["Retrieved"], emits: ["StopEvent"], workers: 2 },
      },
    },
  },
  {
    Retrieved: {
      fields: ["query: string", "passages: string[] // The best first.", "model?: string"],
      docs: "What the search found.",
    },
  },
);

export const branching = graphOf("/project/branching/flow.ts", {
  BranchingFlow: {
    steps: {
      classify: { accepts: ["StartEvent"], emits: ["FactualQuestion", "CreativeRequest"] },
      answerFactually: { accepts: ["FactualQuestion"], emits: ["StopEvent"] },
      answerCreatively: { accepts: ["CreativeRequest"], emits: ["StopEvent"] },
    },
  },
});

export const refinement = graphOf("/project/refinement/flow.ts", {
  RefinementFlow: {
    steps: {
      draft: { accepts: ["StartEvent", "RevisionRequested"], emits: ["Drafted"] },
      evaluate: { accepts: ["Drafted"], emits: ["RevisionRequested", "StopEvent"] },
    },
  },
});

export const parallelSearch = graphOf("/project/parallel-search/flow.ts", {
  ParallelSearchFlow: {
    steps: {
      plan: { accepts: ["StartEvent"], emits: ["SearchRequested[]"] },
      search: { accepts: ["SearchRequested"], emits: ["SearchCompleted", "stream SearchProgress"], workers: 3 },
      combine: { accepts: ["SearchCompleted"], emits: ["StopEvent"], fanIn: "collectEvents" },
    },
  },
});

export const review = graphOf(
  "/project/review/flow.ts",
  {
    ReviewFlow: {
      steps: {
        draft: { accepts: ["StartEvent", "ChangesRequested"], emits: ["Drafted"] },
        review: {
          accepts: ["Drafted"],
          emits: ["prompt ApprovalRequired", "ChangesRequested", "Approved"],
          waitsFor: ["ApprovalGiven"],
        },
        publish: { accepts: ["Approved"], emits: ["StopEvent"] },
      },
    },
  },
  {
    ApprovalRequired: { kind: "inputRequired", fields: ["prefix: string"] },
    ApprovalGiven: { kind: "humanResponse", fields: ["approved: boolean", "comment?: string"] },
  },
);

export const research = graphOf("/project/research/flow.ts", {
  ResearchFlow: {
    steps: {
      classify: { accepts: ["StartEvent"], emits: ["TopicClassified"] },
      planSources: { accepts: ["TopicClassified"], emits: ["SourceRequested[]"] },
      gather: { accepts: ["SourceRequested"], emits: ["SourceGathered"], workers: 4 },
      evaluate: { accepts: ["SourceGathered"], emits: ["SourcesAccepted", "SourcesPoor"], fanIn: "collectEvents" },
      askForApproval: {
        accepts: ["SourcesPoor"],
        emits: ["prompt InputRequiredEvent", "SourcesAccepted", "TopicClassified"],
        waitsFor: ["HumanResponseEvent"],
      },
      synthesize: { accepts: ["SourcesAccepted"], emits: ["StopEvent"] },
      giveUp: { kind: "catchError", accepts: ["StepFailedEvent"], emits: ["StopEvent"] },
    },
  },
});

/** Failures of two steps go to a handler of theirs, all others to another. */
export const recovery = graphOf("/project/recovery/flow.ts", {
  RecoveryFlow: {
    steps: {
      fetch: { accepts: ["StartEvent"], emits: ["Fetched"] },
      parse: { accepts: ["Fetched"], emits: ["Parsed"] },
      store: { accepts: ["Parsed"], emits: ["StopEvent"] },
      recover: { kind: "catchError", catches: ["fetch", "parse"], accepts: ["StepFailedEvent"], emits: ["Fetched"] },
      giveUp: { kind: "catchError", accepts: ["StepFailedEvent"], emits: ["StopEvent"] },
    },
  },
});

/** Two workflows in a file, one run by the other, one abstract; long names. */
export const several = graphOf("/project/several/flow.ts", {
  BaseIngestion: {
    abstract: true,
    steps: {
      normalizeIncomingDocumentsBeforeIndexing: {
        accepts: ["StartEvent"],
        emits: ["DocumentsNormalizedAndDeduplicated"],
      },
    },
  },
  InvoiceIngestion: {
    extends: "BaseIngestion",
    steps: {
      normalizeIncomingDocumentsBeforeIndexing: {
        accepts: ["StartEvent"],
        emits: ["DocumentsNormalizedAndDeduplicated"],
        inheritedFrom: "BaseIngestion",
      },
      extract: { accepts: ["DocumentsNormalizedAndDeduplicated"], emits: ["send Extracted"], children: ["RagFlow"] },
      store: { accepts: ["Extracted"], emits: ["StopEvent"] },
    },
  },
  Unfinished: { steps: {} },
});

/** A workflow that runs two others: one of this file, one of who knows where. */
export const nested = graphOf("/project/nested/flow.ts", {
  OrderFlow: {
    steps: {
      check: { accepts: ["StartEvent"], emits: ["Checked"], children: ["CreditCheck", "FraudCheckOfPartnerCompany"] },
      ship: { accepts: ["Checked"], emits: ["StopEvent"] },
    },
  },
  CreditCheck: {
    steps: { ask: { accepts: ["StartEvent"], emits: ["Asked"] }, decide: { accepts: ["Asked"], emits: ["StopEvent"] } },
  },
});

/** Questions and answers as ordinary events: nothing waits in a body. */
export const askedByEvent = graphOf("/project/asked/flow.ts", {
  AskFlow: {
    steps: {
      ask: { accepts: ["StartEvent"], emits: ["InputRequiredEvent"] },
      take: { accepts: ["HumanResponseEvent"], emits: ["StopEvent"] },
    },
  },
});

/** Loops in loops, a broadcast, a skip over many layers, a step that feeds itself. */
export const tangled = graphOf("/project/tangled/flow.ts", {
  AgentLoop: {
    steps: {
      prepare: { accepts: ["StartEvent"], emits: ["Prepared", "Skipped"] },
      think: { accepts: ["Prepared", "ToolResult", "Criticized"], emits: ["ToolCall[]", "Answer"] },
      callTool: { accepts: ["ToolCall"], emits: ["ToolResult", "ToolCall", "ToolFailed"], workers: 8 },
      repair: { accepts: ["ToolFailed"], emits: ["ToolCall", "Prepared"] },
      criticize: { accepts: ["Answer"], emits: ["Criticized", "Accepted"] },
      log: { accepts: ["Answer", "ToolResult", "Accepted"], emits: ["stream Logged"] },
      finish: { accepts: ["Accepted", "Skipped"], emits: ["StopEvent"] },
    },
  },
});

export const fixtures: Readonly<Record<string, WorkflowGraph>> = {
  rag,
  branching,
  refinement,
  "parallel-search": parallelSearch,
  review,
  research,
  several,
  nested,
  asked: askedByEvent,
  tangled,
  recovery,
};

/** A chain of branches and loops with that many steps. */
export function large(steps: number): WorkflowGraph {
  const specs = Object.fromEntries(
    Array.from({ length: steps }, (_, index) => {
      const accepts = [index === 0 ? "StartEvent" : `Event${index}`, ...(index % 7 === 3 ? [`Retry${index}`] : [])];
      const next = Math.min(steps, index + 1);
      const emits = [
        next === steps ? "StopEvent" : `Event${next}`,
        ...(index % 5 === 0 && index + 3 < steps ? [`Event${index + 3}`] : []),
        ...(index % 7 === 6 ? [`Retry${index - 3}`] : []),
      ];
      return [`step${index}`, { accepts, emits }];
    }),
  );
  return graphOf("/project/large/flow.ts", { Large: { steps: specs } });
}

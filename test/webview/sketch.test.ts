import assert from "node:assert/strict";
import { withChildren } from "../../src/extension/graph/child-workflows.ts";
import { breakpointTarget, nodeAt, sourceOf } from "../../src/extension/graph/graph-targets.ts";
import { readFromWebview } from "../../src/extension/graph/messages.ts";
import { flowOrder } from "../../src/picture/flow-order.ts";
import { sketchWorkflows } from "../../src/picture/sketch.ts";
import { textWidth, wrapName } from "../../src/picture/text-metrics.ts";
import { graphOf } from "./fixture-graph.ts";
import { askedByEvent, fixtures, large, nested, parallelSearch, rag, recovery, research, review } from "./fixtures.ts";

describe("from the analysed source to the sketch of its picture", () => {
  const sketchOf = (name: string) => {
    const [sketch] = sketchWorkflows(fixtures[name] ?? large(1));
    assert.ok(sketch);
    return sketch;
  };

  it("orders nodes so that only loops point backward, the start first", () => {
    for (const graph of [...Object.values(fixtures), large(40)]) {
      for (const { nodes, edges, name } of sketchWorkflows(graph)) {
        assert.equal(new Set(nodes.map((node) => node.id)).size, nodes.length);
        const place = new Map(nodes.map((node, index) => [node.id, index]));
        const back = edges.filter((edge) => (place.get(edge.from) ?? 0) >= (place.get(edge.to) ?? 0));
        // Without them nothing goes round any more.
        const rest = edges.filter((edge) => !back.includes(edge));
        assert.deepEqual(flowOrder(nodes, rest).length, nodes.length, name);
        const loops = { RefinementFlow: 1, ReviewFlow: 2, ResearchFlow: 2, AgentLoop: 5 }[name] ?? back.length;
        if (graph.file.includes("large")) continue;
        assert.equal(back.length, loops, `${name}: ${back.map((edge) => edge.id).join(", ")}`);
        if (nodes.length > 0) assert.equal(nodes[0]?.role, "start");
      }
    }
  });

  it("keeps the order of what was there when something is added", () => {
    const steps = (more: boolean) => ({
      first: { accepts: ["StartEvent"], emits: ["A", "B"] },
      ...(more ? { between: { accepts: ["A"], emits: ["C"] } } : {}),
      second: { accepts: ["A"], emits: ["StopEvent"] },
      third: { accepts: ["B"], emits: ["StopEvent"] },
    });
    const ids = (more: boolean) =>
      sketchWorkflows(graphOf("/f.ts", { F: { steps: steps(more) } }))[0]?.nodes.map((node) => node.id) ?? [];
    const before = ids(false);
    assert.deepEqual(
      ids(true).filter((id) => before.includes(id)),
      before,
    );
  });

  it("puts a person between a body's question and the answer it waits for", () => {
    const people = sketchOf("review").edges.filter((edge) => edge.kind === "person");
    assert.deepEqual(
      people.map((edge) => [edge.from, edge.to]),
      [
        ["event:ApprovalRequired", "person:1"],
        ["person:1", "event:ApprovalGiven"],
      ],
    );
    const [asked] = sketchWorkflows(askedByEvent);
    assert.equal(asked?.nodes.filter((node) => node.role === "person").length, 1);
  });

  it("knows lists, joins, streams and who inherits", () => {
    const nodes = new Map(sketchOf("parallel-search").nodes.map((node) => [node.id, node]));
    assert.equal(nodes.get("event:SearchRequested")?.many, true);
    assert.equal(nodes.get("event:SearchCompleted")?.many, false);
    assert.equal(nodes.get("step:combine")?.fanIn, "collectEvents");
    assert.equal(nodes.get("step:search")?.detail, "3 workers");
    assert.equal(nodes.get("streamed:SearchProgress")?.breakable, false);
    const [, invoice] = sketchWorkflows(fixtures["several"] ?? rag);
    assert.equal(invoice?.detail, "extends BaseIngestion");
    assert.ok(invoice?.edges.some((edge) => edge.from === "step:extract" && edge.to === "child:RagFlow"));
  });

  it("draws an event that is streamed and returned twice: the stream leads to no step", () => {
    const [sketch] = sketchWorkflows(
      graphOf("/f.ts", {
        F: {
          steps: {
            first: { accepts: ["StartEvent"], emits: ["Found"] },
            second: { accepts: ["Found"], emits: ["stream Found", "StopEvent"] },
          },
        },
      }),
    );
    const found = sketch?.nodes.filter((node) => node.name === "Found").map((node) => node.id);
    assert.deepEqual(found?.sort(), ["event:Found", "streamed:Found"]);
    assert.equal(
      sketch?.edges.find((edge) => edge.from === "streamed:Found"),
      undefined,
    );
  });

  it("leads the failures of a step to the handler that names it, and tells whose failures a handler takes", () => {
    const [sketch] = sketchWorkflows(recovery);
    const node = (id: string) => sketch?.nodes.find((one) => one.id === id);
    assert.deepEqual(
      sketch?.edges.filter(({ kind }) => kind === "fail").map(({ id, from, to }) => [id, from, to]),
      ["fetch", "parse"].map((step) => [`fail:StepFailedEvent:${step}`, `step:${step}`, "event:StepFailedEvent"]),
    );
    assert.equal(node("step:recover")?.detail, "failures of fetch, parse");
    assert.equal(node("step:giveUp")?.detail, "failures of any other step");
    assert.equal(
      node("step:recover")?.spoken,
      "Error handler. Takes failures of fetch, parse. Accepts StepFailedEvent. Returns Fetched.",
    );
    assert.match(node("step:fetch")?.spoken ?? "", /Fails with StepFailedEvent\./);
    assert.match(node("event:StepFailedEvent")?.spoken ?? "", /From failures of any step\. To recover, giveUp\./);
    const target = { workflow: "RecoveryFlow", id: "fail:StepFailedEvent:fetch" };
    const handler = recovery.workflows[0]?.steps.find(({ name }) => name === "recover");
    assert.deepEqual(sourceOf(recovery, target), handler?.headRange);
    const alone = sketchOf("research").nodes.find((one) => one.id === "step:giveUp");
    assert.equal(alone?.detail, "failures of any step");
  });

  it("says in words what a node is connected to", () => {
    const spoken = (name: string, id: string) => sketchOf(name).nodes.find((node) => node.id === id)?.spoken;
    assert.equal(
      spoken("rag", "step:retrieve"),
      "Step. Accepts StartEvent. Returns Retrieved. Finds the passages that answer the query best.",
    );
    assert.equal(
      spoken("rag", "event:Retrieved"),
      "Event. From retrieve. To synthesize. Fields: query, passages, model, optional. What the search found.",
    );
    assert.equal(
      spoken("parallel-search", "step:plan"),
      "Step. Accepts StartEvent. Returns a list of SearchRequested.",
    );
    assert.equal(
      spoken("review", "step:review"),
      "Step. Accepts Drafted. Returns ChangesRequested, Approved. Asks with ApprovalRequired. Waits for ApprovalGiven.",
    );
  });
});

describe("names in the picture", () => {
  it("break where a new word begins, and lose nothing", () => {
    const names: [string, string[]][] = [
      ["retrieve", ["retrieve"]],
      ["normalizeIncomingDocumentsBeforeIndexing", ["normalizeIncoming", "DocumentsBefore", "Indexing"]],
      ["PARALLEL_SEARCH_OF_MANY_SOURCES_DONE", ["PARALLEL_SEARCH_", "OF_MANY_SOURCES_", "DONE"]],
      ["parseHTTPResponseHeadersAndTrailers", ["parseHTTPResponse", "HeadersAndTrailers"]],
      ["averyveryveryverylongnamewithoutanyhump", ["averyveryveryverylongnamewithoutanyhump"]],
      ["überprüfeDieEingereichtenUnterlagen", ["überprüfeDie", "Eingereichten", "Unterlagen"]],
    ];
    for (const [name, lines] of names) {
      assert.equal(wrapName(name).join(""), name);
      assert.ok(wrapName(name).length <= lines.length, `${name}: ${wrapName(name).join(" | ")}`);
      if (lines.length > 1) assert.ok(wrapName(name).length > 1, name);
      for (const line of wrapName(name).slice(1)) assert.match(line, /^[\p{Lu}]/u, name);
    }
  });

  it("are as wide as their characters", () => {
    const font = { ascii: Array.from({ length: 95 }, (_, index) => (index === 0 ? 3 : 7)), other: 13, lineHeight: 18 };
    assert.equal(textWidth("ab c", font), 24);
    assert.equal(textWidth("漢😀", font), 26);
  });
});

describe("workflows that a step runs", () => {
  it("come into the picture from whatever file, with theirs, each once", () => {
    const elsewhere = graphOf(
      "/project/partner.ts",
      {
        FraudCheckOfPartnerCompany: {
          steps: { score: { accepts: ["StartEvent"], emits: ["Scored"], children: ["OrderFlow", "Deepest"] } },
        },
        Deepest: { steps: { dig: { accepts: ["Dug"], children: ["Unknown"] } } },
        NotAsked: { steps: { idle: { accepts: ["Idled"] } } },
      },
      { Scored: { docs: "From another file." } },
    );
    const known = [nested, elsewhere];
    const analysis = {
      known: () => known,
      workflow: (name: string) => known.flatMap((graph) => graph.workflows).find((workflow) => workflow.name === name),
    };
    const whole = withChildren(nested, analysis);
    assert.deepEqual(
      whole.workflows.map((workflow) => workflow.name),
      ["OrderFlow", "CreditCheck", "FraudCheckOfPartnerCompany", "Deepest"],
    );
    assert.equal(whole.events.find((event) => event.name === "Scored")?.docs, "From another file.");
    assert.equal(
      whole.events.some((event) => event.name === "Idled"),
      false,
    );
    const files = sketchWorkflows(whole).map((sketch) => sketch.file);
    assert.deepEqual(files, [nested.file, nested.file, elsewhere.file, elsewhere.file]);
    assert.equal(breakpointTarget(whole, "Deepest", "step:dig")?.file, elsewhere.file);
    assert.equal(
      sourceOf(whole, { workflow: "OrderFlow", id: "child:FraudCheckOfPartnerCompany" }),
      elsewhere.workflows[0]?.nameRange,
    );
    assert.equal(withChildren(rag, analysis), rag);
  });
});

describe("from the picture to the source", () => {
  it("finds a step, an event, an arrow's expression, the class; the library's events by who uses them", () => {
    const workflow = rag.workflows[0];
    assert.ok(workflow);
    const at = (id?: string) => sourceOf(rag, { workflow: "RagFlow", ...(id !== undefined && { id }) });
    assert.equal(at("step:retrieve"), workflow.steps[0]?.nameRange);
    assert.equal(at("event:Retrieved"), rag.events.find((event) => event.name === "Retrieved")?.nameRange);
    assert.equal(at(), workflow.nameRange);
    assert.equal(at("event:StartEvent"), workflow.steps[0]?.headRange);
    assert.equal(at("event:StopEvent"), workflow.steps[1]?.nameRange);
    assert.equal(at("accept:Retrieved:synthesize"), workflow.steps[1]?.nameRange);
    assert.equal(at("step:gone"), undefined);
    assert.equal(sourceOf(rag, { workflow: "Gone" }), undefined);
    assert.equal(
      sourceOf(parallelSearch, { workflow: "ParallelSearchFlow", id: "streamed:SearchProgress" })?.file,
      parallelSearch.file,
    );
  });

  it("names the breakpoint of a node and of an arrow", () => {
    const { file } = rag;
    assert.deepEqual(breakpointTarget(rag, "RagFlow", "event:Retrieved"), {
      kind: "event",
      event: "Retrieved",
      workflow: "RagFlow",
      file,
    });
    assert.deepEqual(breakpointTarget(rag, "RagFlow", "step:retrieve"), {
      kind: "step",
      step: "retrieve",
      workflow: "RagFlow",
      file,
    });
    assert.deepEqual(breakpointTarget(rag, "RagFlow", "accept:Retrieved:synthesize"), {
      kind: "delivery",
      event: "Retrieved",
      step: "synthesize",
      workflow: "RagFlow",
      file,
    });
    assert.equal(breakpointTarget(review, "ReviewFlow", "person:1"), undefined);
    assert.equal(breakpointTarget(review, "ReviewFlow", "return:Drafted:draft"), undefined);
  });

  it("knows the node of a line", () => {
    const step = research.workflows[0]?.steps[2];
    const event = research.events.find((each) => each.name === "SourcesPoor");
    assert.ok(step && event?.range);
    assert.deepEqual(nodeAt(research, research.file, step.range.startLine), {
      workflow: "ResearchFlow",
      id: "step:gather",
    });
    assert.deepEqual(nodeAt(research, research.file, event.range.startLine), {
      workflow: "ResearchFlow",
      id: "event:SourcesPoor",
    });
    assert.equal(nodeAt(research, "/other.ts", step.range.startLine), undefined);
    assert.equal(nodeAt(research, research.file, 100_000), undefined);
  });
});

describe("messages from the webview", () => {
  it("are checked", () => {
    assert.deepEqual(readFromWebview({ type: "open", workflow: "W", id: "step:a" }), {
      type: "open",
      workflow: "W",
      id: "step:a",
    });
    for (const wrong of [
      undefined,
      7,
      {},
      { type: "toString" },
      { type: "open" },
      { type: "save", format: "exe", base64: "" },
      { type: "ready", metrics: {} },
    ]) {
      assert.equal(readFromWebview(wrong), undefined);
    }
  });
});

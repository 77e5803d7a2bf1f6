import { reduce } from "../engine/reduce.ts";
import type { RecordedJournal } from "../engine/replay.ts";
import { initialState } from "../engine/state.ts";
import type { Tick } from "../engine/tick.ts";
import type { Event } from "../events/event.ts";
import type { WorkflowDefinition } from "../workflow/definition.ts";
import { PERSON } from "./person.ts";
import type { Representation } from "./representation.ts";

/** A workflow's representation as a Mermaid flowchart. */
export function representationToMermaid(representation: Representation): string {
  const chart = new Flowchart();
  for (const node of representation.nodes) {
    const shape = node.kind === "step" ? "step" : node.kind === "event" ? "event" : "person";
    chart.node(node.id, node.label, shape);
  }
  for (const edge of representation.edges) chart.edge(edge.source, edge.target);
  return chart.toString();
}

/** The way one run took, from its journal: every dispatch and every event, in their order. */
export function runToMermaid(definition: WorkflowDefinition, journal: RecordedJournal): string {
  const chart = new Flowchart();
  const state = initialState(definition, journal.header?.state ?? {});
  const steps = new Map<number, string>();
  const events = new Map<Event, string>();
  const idOf = (event: Event): string => {
    const id = events.get(event) ?? `e${events.size}`;
    events.set(event, id);
    return id;
  };
  for (const tick of journal.ticks) {
    for (const event of eventsOf(tick))
      drawEvent(chart, idOf(event), event, "dispatch" in tick ? steps.get(tick.dispatch) : undefined);
    for (const command of reduce(definition, state, tick)) {
      if (command.kind !== "dispatch") continue;
      const { id, step, inputs, attempt } = command.running;
      const node = `d${id}`;
      steps.set(id, node);
      chart.node(node, attempt > 1 ? `${step} (attempt ${attempt})` : step, "step");
      for (const input of inputs) chart.edge(idOf(input.event), node);
    }
  }
  return chart.toString();
}

function drawEvent(chart: Flowchart, id: string, event: Event, producer: string | undefined): void {
  chart.node(id, event.$type, "event");
  if (producer !== undefined) chart.edge(producer, id);
  else if ((event.constructor as { kind?: string }).kind === "humanResponse") {
    chart.node(PERSON.id, PERSON.label, "person");
    chart.edge(PERSON.id, id);
  }
}

function eventsOf(tick: Tick): readonly Event[] {
  switch (tick.kind) {
    case "start":
    case "event":
    case "sent":
      return [tick.event];
    case "returned":
      return tick.events;
    case "waiting":
      return tick.prompt ? [tick.prompt] : [];
    default:
      return [];
  }
}

type Shape = "step" | "event" | "person";

const SHAPES: Readonly<Record<Shape, readonly [open: string, close: string]>> = {
  step: ["[", "]"],
  event: ["([", "])"],
  person: ["{{", "}}"],
};

class Flowchart {
  readonly #nodes = new Map<string, string>();
  readonly #edges: string[] = [];
  readonly #names = new Map<string, string>();

  node(id: string, label: string, shape: Shape): void {
    const [open, close] = SHAPES[shape];
    this.#nodes.set(id, `  ${this.#name(id)}${open}"${escapeLabel(label)}"${close}`);
  }

  edge(source: string, target: string): void {
    this.#edges.push(`  ${this.#name(source)} --> ${this.#name(target)}`);
  }

  toString(): string {
    return ["flowchart TD", ...this.#nodes.values(), ...this.#edges, ""].join("\n");
  }

  /** Mermaid's ids are words; ours may hold anything. */
  #name(id: string): string {
    const name = this.#names.get(id) ?? `n${this.#names.size + 1}`;
    this.#names.set(id, name);
    return name;
  }
}

function escapeLabel(label: string): string {
  return label.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

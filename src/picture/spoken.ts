/** What a screen reader says after a node's name: what it is, what leads to it and what follows. */
import type { EventNode, StepNode, WorkflowNode } from "../analysis/workflow-graph.ts";

const EVENT_KINDS: Record<EventNode["kind"], string> = {
  start: "Start event",
  stop: "Stop event",
  inputRequired: "Question to a person",
  humanResponse: "Answer of a person",
  stepFailed: "Failure event",
  event: "Event",
};

export function describeEvent(event: EventNode, workflow: WorkflowNode): string {
  const steps = (kinds: readonly string[]): string =>
    list(
      workflow.edges.filter((edge) => edge.event === event.name && kinds.includes(edge.kind)).map((edge) => edge.step),
    );
  return sentences(
    EVENT_KINDS[event.kind],
    part("From", steps(["return", "send", "stream", "prompt"])),
    part("To", steps(["accept"])),
    part("Awaited in", steps(["wait"])),
    part("Fields:", list(event.fields.map((field) => `${field.name}${field.optional ? ", optional" : ""}`))),
    event.docs,
  );
}

export function describeStep(step: StepNode, workflow: WorkflowNode): string {
  const events = (kinds: readonly string[]): string =>
    list(
      workflow.edges
        .filter((edge) => edge.step === step.name && kinds.includes(edge.kind))
        .map((edge) => (edge.list ? `a list of ${edge.event}` : edge.event)),
    );
  return sentences(
    step.kind === "catchError" ? "Error handler" : "Step",
    part(step.fanIn === undefined ? "Accepts" : "Joins", list(step.accepts)),
    part("Returns", events(["return"])),
    part("Sends", events(["send"])),
    part("Streams", events(["stream"])),
    part("Asks with", events(["prompt"])),
    part("Waits for", list(step.waitsFor)),
    step.docs,
  );
}

const part = (before: string, what: string): string | undefined => (what === "" ? undefined : `${before} ${what}`);

const list = (names: readonly string[]): string => [...new Set(names)].join(", ");

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((text): text is string => text !== undefined && text.trim() !== "")
    .map((text) => text.trim().replace(/[.\s]*$/, "."))
    .join(" ");
}

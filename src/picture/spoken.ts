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
    part("From failures of", failed(event, workflow)),
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
    step.kind === "catchError" ? `Error handler. Takes ${failuresTaken(step, workflow)}` : "Step",
    part(step.fanIn === undefined ? "Accepts" : "Joins", list(step.accepts)),
    part("Returns", events(["return"])),
    part("Sends", events(["send"])),
    part("Streams", events(["stream"])),
    part("Asks with", events(["prompt"])),
    part("Waits for", list(step.waitsFor)),
    part("Fails with", events(["fail"])),
    step.docs,
  );
}

/** More names than this are counted only. */
const MAX_NAMES = 2;

/** Of a `@catchError` handler: `failures of fetch`. One for all steps gets what no other handler names. */
export function failuresTaken({ name, catches }: StepNode, { steps }: WorkflowNode): string {
  if (catches === undefined) {
    const isOther = steps.some((other) => other.name !== name && other.catches !== undefined);
    return `failures of any ${isOther ? "other " : ""}step`;
  }
  return `failures of ${catches.length > MAX_NAMES ? `${catches.length} steps` : catches.join(", ") || "no step"}`;
}

/** Whose failures bring a failure event: of all steps, where a handler for all takes it. */
function failed(event: EventNode, { steps, edges }: WorkflowNode): string {
  const isForAll = steps.some(
    (step) => step.kind === "catchError" && !step.catches && step.accepts.includes(event.name),
  );
  if (isForAll) return "any step";
  return list(edges.filter((edge) => edge.event === event.name && edge.kind === "fail").map((edge) => edge.step));
}

const part = (before: string, what: string): string | undefined => (what === "" ? undefined : `${before} ${what}`);

const list = (names: readonly string[]): string => [...new Set(names)].join(", ");

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((text): text is string => text !== undefined && text.trim() !== "")
    .map((text) => text.trim().replace(/[.\s]*$/, "."))
    .join(" ");
}

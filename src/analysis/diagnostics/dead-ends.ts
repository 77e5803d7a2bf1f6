import { ts } from "ts-morph";
import type { GraphWithSource } from "../graph.ts";
import type { StepInfo } from "../steps.ts";
import type { StepNode } from "../workflow-graph.ts";
import { type Diagnostic, diagnostic } from "./diagnostic.ts";
import type { Flow } from "./flow-checks.ts";

type Written = GraphWithSource["read"][number];

/**
 * Steps that pass nothing on while nothing else is under way. A branch may end beside others; where every step on the way
 * from the start returns one event at a time, there are no others, and the run goes no further.
 */
export function checkDeadEnds(flow: Flow, written: Written): Diagnostic[] {
  const { workflow } = flow;
  const isEnded = [...flow.produced].some((event) => flow.kind(event) === "stop");
  if (flow.open || workflow.abstract || !isEnded || workflow.steps.some((step) => step.unclear)) return [];
  if (workflow.steps.some((step) => isFedFromOutside(step, flow))) return [];
  return workflow.steps
    .filter((step) => isEnd(step, flow, infoOf(step, written)) && isAlone(step, flow, written))
    .map((step) => {
      const message = `${step.name} returns nothing, and nothing else is under way when it runs: the run can never end. Return a StopEvent, or another event.`;
      return diagnostic("no-way-to-stop", step.nameRange, message, { workflow: workflow.name });
    });
}

const infoOf = (step: StepNode, { steps }: Written): StepInfo | undefined =>
  steps.find(({ name }) => name === step.name);

/** A body that ends in a `throw` fails the run, as one that is still to be written. */
function isEnd(step: StepNode, flow: Flow, info: StepInfo | undefined): boolean {
  const last = info?.method.body?.statements.at(-1);
  const isThrown = last !== undefined && ts.isThrowStatement(last);
  return flow.passedOn(step).length === 0 && step.waitsFor.length === 0 && !step.fanIn && !isThrown;
}

/** True where the run may go on with what somebody sends to it: an answer, or an event that no step lets out. */
function isFedFromOutside(step: StepNode, flow: Flow): boolean {
  return [...step.accepts, ...step.waitsFor].some((event) => {
    const kind = flow.kind(event);
    return kind === "humanResponse" || (kind === "event" && !flow.produced.has(event));
  });
}

/** True where one event at a time goes all the way from the start to the step. */
function isAlone(end: StepNode, flow: Flow, written: Written): boolean {
  const way = new Set([end]);
  let isStarted = false;
  for (const step of way) {
    const taken = flow.workflow.edges.filter((edge) => edge.kind === "accept" && edge.step === step.name);
    for (const { event } of taken) {
      const kind = flow.kind(event);
      if ((kind !== "start" && kind !== "event") || flow.takers(event).length !== 1) return false;
      isStarted ||= kind === "start";
      for (const producer of flow.workflow.steps) {
        if (!flow.passedOn(producer).includes(event)) continue;
        // What only the option `emits` names may be sent, and in any number.
        if (!returnsOne(producer) || infoOf(producer, written)?.emitsList) return false;
        way.add(producer);
      }
    }
  }
  return isStarted;
}

const returnsOne = (step: StepNode): boolean =>
  !step.fanIn && step.emits.every(({ kind, list }) => kind !== "send" && (kind !== "return" || !list));

import { effectsOf } from "../effects.ts";
import { frameOf, type GraphWithSource } from "../graph.ts";
import { rangeOf } from "../ranges.ts";
import type { Sources } from "../sources.ts";
import type { SourceRange, StepNode } from "../workflow-graph.ts";
import { type Diagnostic, diagnostic } from "./diagnostic.ts";
import type { Flow } from "./flow-checks.ts";

/** Events that a step takes together. */
interface Gathering {
  readonly step: StepNode;
  /** How many it needs, by name. */
  readonly needs: ReadonlyMap<string, number>;
  /** The call that gathers; undefined where the decorator does. */
  readonly at?: SourceRange;
}

/** The rules about steps that take several events together: whether those can all come in one run. */
export function checkGathering(
  flow: Flow,
  { workflow, steps }: GraphWithSource["read"][number],
  sources: Sources,
): Diagnostic[] {
  if (flow.open || flow.workflow.abstract) return [];
  const gatherings = flow.workflow.steps.flatMap((step): Gathering[] => {
    if (step.fanIn === "join") return [{ step, needs: counted(step.accepts) }];
    const info = steps.find((one) => one.name === step.name);
    if (step.fanIn !== "collectEvents" || !info) return [];
    return effectsOf(info.method, frameOf(info, workflow), sources).collected.map(({ events, at }) => {
      return { step, needs: counted(events.map((event) => event.name)), at: rangeOf(at) };
    });
  });
  const supply = new Supply(flow);
  return [...gatherings.flatMap((one) => unfilled(one, flow, supply)), ...starving(gatherings, flow, supply)];
}

function unfilled({ step, needs, at }: Gathering, flow: Flow, supply: Supply): Diagnostic[] {
  if (!at) return [];
  return [...needs].flatMap(([event, count]) => {
    const taken = flow.takers(event).includes(step);
    const most = supply.of(event);
    // What nobody produces is reported for that.
    if (taken && (most >= count || most === 0)) return [];
    const message = taken
      ? `${step.name} collects ${count} ${event}, but at most ${most} ${most === 1 ? "comes" : "come"} in a run, unless more are sent from outside: the list is never full.`
      : `${step.name} collects ${event}, but its decorator does not list it: none arrives, the list is never full.`;
    return [diagnostic("unfilled-collect", at, message, { workflow: flow.workflow.name })];
  });
}

/** Where every step that ends the run gathers, and what one of them needs excludes each other. */
function starving(gatherings: readonly Gathering[], flow: Flow, supply: Supply): Diagnostic[] {
  const ending = flow.workflow.steps.filter((step) => flow.passedOn(step).some((event) => flow.kind(event) === "stop"));
  if (!ending.every((step) => gatherings.some((one) => one.step === step))) return [];
  return gatherings
    .filter((one) => ending.includes(one.step))
    .flatMap(({ step, needs }) => {
      for (const producer of flow.workflow.steps) {
        const only = [...needs.keys()].filter((event) => supply.isOnlyFrom(event, producer));
        const needed = only.reduce((sum, event) => sum + (needs.get(event) ?? 0), 0);
        if (only.length < 2 || needed <= supply.runs(producer)) continue;
        const often = supply.runs(producer) === 1 ? "once" : `${supply.runs(producer)} times`;
        const message = `${step.name} needs ${only.join(" and ")} together, but ${producer.name} returns only one of them, ${often}: the run may never end. Return a list of both, or end the run in each case.`;
        return [diagnostic("starving-stop", step.nameRange, message, { workflow: flow.workflow.name })];
      }
      return [];
    });
}

/** How many events of a name the steps can bring in one run, at most. */
class Supply {
  private readonly counting = new Set<string>();

  constructor(private readonly flow: Flow) {}

  /** Infinity where nobody can tell: lists, `sendEvent`, loops, answers. */
  of(event: string): number {
    if (this.counting.has(event)) return Number.POSITIVE_INFINITY;
    this.counting.add(event);
    const most = this.producersOf(event).reduce((sum, step) => {
      return sum + (returnsOne(step, event) ? this.runs(step) : Number.POSITIVE_INFINITY);
    }, 0);
    this.counting.delete(event);
    return most;
  }

  runs(step: StepNode): number {
    const taken = this.flow.workflow.edges.filter((edge) => edge.kind === "accept" && edge.step === step.name);
    return taken.reduce((sum, { event }) => {
      const kind = this.flow.kind(event);
      if (kind === "start") return sum + 1;
      return sum + (kind === "event" ? this.of(event) : Number.POSITIVE_INFINITY);
    }, 0);
  }

  isOnlyFrom(event: string, step: StepNode): boolean {
    const producers = this.producersOf(event);
    return producers.length === 1 && producers[0] === step && returnsOne(step, event);
  }

  private producersOf(event: string): StepNode[] {
    return this.flow.workflow.steps.filter((step) => this.flow.passedOn(step).includes(event));
  }
}

function returnsOne(step: StepNode, event: string): boolean {
  return step.emits.filter((one) => one.event === event).every(({ kind, list }) => kind === "return" && !list);
}

function counted(events: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(event, (counts.get(event) ?? 0) + 1);
  return counts;
}

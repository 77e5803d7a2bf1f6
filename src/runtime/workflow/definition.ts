import type { Context } from "../context/context.ts";
import type { Collectors, Definition, StepRule } from "../engine/definition.ts";
import type { EventRecord } from "../engine/tick.ts";
import { WorkflowConfigurationError } from "../errors.ts";
import { HumanResponseEvent, InputRequiredEvent, StartEvent, StepFailedEvent, StopEvent } from "../events/builtin.ts";
import { Event, type EventClass, lineageOf, nameOf } from "../events/event.ts";
import type { RetryPolicy } from "../retry/policy.ts";
import { DEFAULT_WORKERS } from "../steps/options.ts";
import type { CollectSlot, JoinSlot } from "../steps/slots.ts";
import { type StepSpec, specOf } from "../steps/spec.ts";

/** A step with what the runner needs to call it. */
export interface StepDefinition extends StepRule {
  readonly classes: readonly EventClass[];
  readonly emits: readonly EventClass[] | undefined;
  readonly acceptSubclasses: boolean;
  readonly skipGraphChecks: boolean;
  readonly retry: RetryPolicy | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  invoke(workflow: object, inputs: readonly EventRecord[], context: Context): unknown;
}

export interface WorkflowDefinition extends Definition {
  readonly steps: readonly StepDefinition[];
  /** The policy of steps that have none. */
  readonly retry: RetryPolicy | undefined;
  /** Event classes by name: of the steps, their `emits`, and the library's own. */
  readonly events: ReadonlyMap<string, EventClass>;
}

/** A workflow class. */
export type WorkflowConstructor = abstract new (...args: never[]) => object;

/** Reads the steps of a workflow class, those it inherits included; base classes first, in the order written. */
export function stepsOf(cls: WorkflowConstructor): StepDefinition[] {
  const specs = new Map<string, StepSpec>();
  for (const prototype of prototypesOf(cls)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const spec = specOf(value);
      // An override without a decorator stays the step it overrides.
      if (spec) specs.set(name, spec);
    }
  }
  return [...specs].map(([name, spec]) => toStep(name, spec));
}

function prototypesOf(cls: WorkflowConstructor): object[] {
  const chain: object[] = [];
  for (let p = cls.prototype; p && p !== Object.prototype; p = Object.getPrototypeOf(p)) chain.unshift(p);
  return chain;
}

function toStep(name: string, spec: StepSpec): StepDefinition {
  const classes = spec.catches ? [StepFailedEvent] : spec.accepts;
  return {
    name,
    classes,
    accepts: classes.map(nameOf),
    workers: spec.options.workers ?? DEFAULT_WORKERS,
    emits: spec.options.emits,
    acceptSubclasses: spec.options.acceptSubclasses ?? false,
    skipGraphChecks: spec.options.skipGraphChecks ?? false,
    retry: spec.options.retry,
    timeout: spec.options.timeout,
    ...(spec.catches && { catches: spec.catches }),
    ...(spec.slot && { fanIn: fanInOf(spec.slot) }),
    invoke: invoker(name, spec.slot?.kind),
  };
}

type StepMethods = Record<string, (...args: readonly unknown[]) => unknown>;

/** How the step's method is called: with its event, with an array of them, or with one parameter each. */
function invoker(name: string, fanIn: "collect" | "join" | undefined): StepDefinition["invoke"] {
  const methods = (workflow: object): StepMethods => workflow as StepMethods;
  switch (fanIn) {
    case undefined:
      return (workflow, inputs, context) => methods(workflow)[name]?.(inputs[0]?.event, context);
    case "collect":
      return (workflow, inputs, context) =>
        methods(workflow)[name]?.(
          inputs.map((input) => input.event),
          context,
        );
    case "join":
      return (workflow, inputs, context) => methods(workflow)[name]?.(...inputs.map((input) => input.event), context);
  }
}

function fanInOf(slot: CollectSlot | JoinSlot): NonNullable<StepRule["fanIn"]> {
  return slot.kind === "join" ? { kind: "join" } : { kind: "collect", take: slot.take };
}

export interface DefinitionOptions {
  readonly name: string;
  readonly retry: RetryPolicy | undefined;
  readonly onIdle: "fail" | "wait";
}

/** @throws WorkflowConfigurationError where two different event classes of one name meet. */
export function define(steps: readonly StepDefinition[], options: DefinitionOptions): WorkflowDefinition {
  const routes = new Map<unknown, readonly number[]>();
  const answer = steps.flatMap((step) => step.classes).find((cls) => cls.kind === "humanResponse");
  return {
    workflowName: options.name,
    onIdle: options.onIdle,
    retry: options.retry,
    steps,
    stepIndex: new Map(steps.map((step, index) => [step.name, index])),
    events: eventsOf(options.name, steps),
    fansIn: steps.some((step) => step.fanIn),
    collectorsAfter: (producer) => collectorsAfter(steps, producer),
    answer: answer ? nameOf(answer) : "HumanResponseEvent",
    route(event) {
      const known = routes.get(event.constructor);
      if (known) return known;
      const found = takersOf(steps, event.constructor as unknown as EventClass);
      routes.set(event.constructor, found);
      return found;
    },
  };
}

function takersOf(steps: readonly StepDefinition[], cls: EventClass): number[] {
  const names = lineageOf(cls);
  const takes = (step: StepDefinition): boolean =>
    !step.catches && step.accepts.some((name) => name === names[0] || (step.acceptSubclasses && names.includes(name)));
  return steps.flatMap((step, index) => (takes(step) ? [index] : []));
}

/**
 * Where a list that nothing of arrived ends: the collecting steps that `emits` lead to from the step that returned it.
 * Where a step on the way has no `emits`, it may be any of the workflow's collecting steps.
 */
function collectorsAfter(steps: readonly StepDefinition[], producer: string | undefined): Collectors {
  const first = steps.find((step) => step.name === producer);
  const found = new Set<number>();
  const seen = new Set(first ? [first] : []);
  for (const step of seen) {
    if (!step.emits) return anyCollector(steps);
    for (const cls of step.emits) {
      for (const index of takersOf(steps, cls)) {
        const taker = steps[index];
        if (taker?.fanIn?.kind === "collect") found.add(index);
        else if (taker) seen.add(taker);
      }
    }
  }
  return { steps: [...found], sure: true };
}

function anyCollector(steps: readonly StepDefinition[]): Collectors {
  const collectors = steps.flatMap((step, index) => (step.fanIn?.kind === "collect" ? [index] : []));
  return { steps: collectors, sure: collectors.length < 2 };
}

function eventsOf(workflow: string, steps: readonly StepDefinition[]): Map<string, EventClass> {
  const events = new Map<string, EventClass>();
  const own: readonly EventClass[] = [
    Event,
    StartEvent,
    StopEvent,
    InputRequiredEvent,
    HumanResponseEvent,
    StepFailedEvent,
  ];
  for (const cls of [...own, ...steps.flatMap((step) => [...step.classes, ...(step.emits ?? [])])]) {
    const name = nameOf(cls);
    const other = events.get(name);
    if (other && other !== cls) {
      throw new WorkflowConfigurationError(
        `Workflow ${workflow}: two event classes are named "${name}". Events are told apart by name: rename one in its Event.with("…").`,
      );
    }
    events.set(name, cls);
  }
  return events;
}

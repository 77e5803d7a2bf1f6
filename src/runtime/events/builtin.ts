import type { z } from "zod";
import { Event, type EventSubclass, nameOf } from "./event.ts";

class StartEventBase extends Event {
  static override readonly kind = "start";
}
class StopEventBase extends Event {
  static override readonly kind = "stop";
}
class InputRequiredEventBase extends Event {
  static override readonly kind = "inputRequired";
}
class HumanResponseEventBase extends Event {
  static override readonly kind = "humanResponse";
}

/** A built-in class: plain with its usual fields, or a base for typed ones, which may drop those. */
interface Builtin<Base extends Event, Name extends string, Fields> {
  readonly $type: Name;
  readonly schema: undefined;
  readonly kind: (typeof Event)["kind"];
  /** What `instanceof` narrows to: the usual fields; a typed subclass that dropped them is told apart by its own class. */
  readonly prototype: Base & { readonly $type: string } & Readonly<Fields>;
  with<const SubName extends string, Shape extends z.ZodRawShape = Record<never, never>>(
    name: SubName,
    shape?: Shape,
  ): EventSubclass<Base, SubName, Shape>;
}

/** What a run starts with; plain, it has whatever fields `run()` was given. */
// biome-ignore lint/suspicious/noExplicitAny: loose unless the workflow names its input
export type StartEvent<Input = any> = StartEventBase & { readonly $type: "StartEvent" } & Readonly<Input>;
export interface StartEventClass extends Builtin<StartEventBase, "StartEvent", unknown> {
  new <Input extends object>(input?: Input): StartEvent<Input>;
}

/** Ends the run; plain, its `result` is what awaiting the run gives. Of a subclass the instance itself is the result. */
// biome-ignore lint/suspicious/noExplicitAny: loose unless the workflow names its result
export type StopEvent<Result = any> = StopEventBase & { readonly $type: "StopEvent"; readonly result: Result };
export interface StopEventClass extends Builtin<StopEventBase, "StopEvent", { result: unknown }> {
  new (): StopEvent<undefined>;
  new <Result>(fields: { result: Result }): StopEvent<Result>;
}

/** A question for a person; plain, its text is `prefix`. It goes to the stream and need not be consumed by a step. */
export type InputRequiredEvent = InputRequiredEventBase & {
  readonly $type: "InputRequiredEvent";
  readonly prefix: string;
};
export interface InputRequiredEventClass
  extends Builtin<InputRequiredEventBase, "InputRequiredEvent", { prefix: string }> {
  new (fields: { prefix: string; [field: string]: unknown }): InputRequiredEvent;
}

/** A person's answer; plain, it is in `response`. It need not be produced by a step. */
export type HumanResponseEvent = HumanResponseEventBase & {
  readonly $type: "HumanResponseEvent";
  readonly response: string;
};
export interface HumanResponseEventClass
  extends Builtin<HumanResponseEventBase, "HumanResponseEvent", { response: string }> {
  new (fields: { response: string; [field: string]: unknown }): HumanResponseEvent;
}

export const StartEvent = named(StartEventBase, "StartEvent") as unknown as StartEventClass;
export const StopEvent = named(StopEventBase, "StopEvent") as unknown as StopEventClass;
export const InputRequiredEvent = named(
  InputRequiredEventBase,
  "InputRequiredEvent",
) as unknown as InputRequiredEventClass;
export const HumanResponseEvent = named(
  HumanResponseEventBase,
  "HumanResponseEvent",
) as unknown as HumanResponseEventClass;

/** What a `@catchError` handler takes: a step failed and has no attempts left. */
export class StepFailedEvent extends Event {
  static override readonly kind = "stepFailed";
  declare readonly stepName: string;
  declare readonly inputEvent: Event;
  declare readonly exception: unknown;
  declare readonly attempts: number;
  declare readonly elapsedSeconds: number;
  /** ms since the epoch. */
  declare readonly failedAt: number;
}

/** Last event of the stream of a run that took longer than its timeout. */
export class WorkflowTimedOutEvent extends StopEventBase {
  /** Seconds. */
  declare readonly timeout: number;
  declare readonly activeSteps: readonly string[];
}

/** Last event of the stream of a run that was cancelled. */
export class WorkflowCancelledEvent extends StopEventBase {
  declare readonly reason: string;
}

/** Last event of the stream of a run that failed. */
export class WorkflowFailedEvent extends StopEventBase {
  /** Undefined where no step is to blame, e.g. for a run in which nothing could happen any more. */
  declare readonly stepName: string | undefined;
  declare readonly exception: unknown;
  declare readonly attempts: number;
  declare readonly elapsedSeconds: number;
}

/** An event only of interest to somebody who watches the run: `streamEvents({ internal: true })`. */
export class InternalEvent extends Event {}

export class StepStateChanged extends InternalEvent {
  declare readonly name: string;
  declare readonly stepState: "preparing" | "running" | "not_running";
  declare readonly workerId: number;
  declare readonly inputEventName: string;
  declare readonly outputEventName: string | undefined;
}

/** Everything that is left waits for somebody outside. */
export class WorkflowIdleEvent extends InternalEvent {}

/** An event that no step takes and no wait matched. */
export class UnhandledEvent extends InternalEvent {
  declare readonly eventType: string;
  declare readonly stepName: string | undefined;
  declare readonly idle: boolean;
}

// The library's own names are fixed here, since minifiers rename classes.
for (const [cls, name] of [
  [StepFailedEvent, "StepFailedEvent"],
  [WorkflowTimedOutEvent, "WorkflowTimedOutEvent"],
  [WorkflowCancelledEvent, "WorkflowCancelledEvent"],
  [WorkflowFailedEvent, "WorkflowFailedEvent"],
  [InternalEvent, "InternalEvent"],
  [StepStateChanged, "StepStateChanged"],
  [WorkflowIdleEvent, "WorkflowIdleEvent"],
  [UnhandledEvent, "UnhandledEvent"],
] as const) {
  named(cls, name);
}

function named<C extends typeof Event>(cls: C, name: string): C {
  Object.defineProperty(cls, "name", { value: name });
  nameOf(cls);
  return cls;
}

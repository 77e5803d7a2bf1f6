import {
  type Context,
  catchError,
  collect,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  join,
  StartEvent,
  type StepFailedEvent,
  StopEvent,
  step,
  take,
  Workflow,
} from "stepwright";
import { z } from "zod";

class A extends Event.with("A", { a: z.string() }) {}
class B extends Event.with("B", { b: z.number() }) {}
class C extends Event.with("C") {}
class Report extends StopEvent.with("Report", { pages: z.number() }) {}

interface Input {
  query: string;
}
interface State {
  count: number;
}

export class Right extends Workflow<Input, string, State> {
  @step(StartEvent)
  async begin(ev: StartEvent<Input>, ctx: Context<State>): Promise<A | B[] | undefined> {
    await ctx.set("count", 1);
    return ev.query === "" ? undefined : new A({ a: ev.query });
  }
  @step(StartEvent) withoutParameters(): void {}
  @step(StartEvent) loose(ev: StartEvent): C {
    return ev["query"] ? new C() : new C();
  }
  @step(A) one(ev: A): StopEvent<string> {
    return new StopEvent({ result: ev.a });
  }
  @step(A, B) several(ev: A | B): C | null {
    return ev.$type === "A" ? new C() : null;
  }
  @step(A, B, { workers: 2 }) async list(_ev: A | B): Promise<(A | C)[]> {
    return [new C()];
  }
  @step(B) wider(ev: Event): readonly Event[] {
    return [ev];
  }
  @step(A, { emits: [B, StopEvent] }) emitting(ev: A): B | StopEvent<string> {
    return ev.a ? new B({ b: 1 }) : new StopEvent({ result: "" });
  }
  @step(HumanResponseEvent) answered(ev: HumanResponseEvent): InputRequiredEvent {
    return new InputRequiredEvent({ prefix: ev.response });
  }
  @step(collect(A)) collected(all: A[]): void {
    all.map((one) => one.a);
  }
  @step(collect(A, B, take(2))) both(all: (A | B)[], _ctx: Context): StopEvent<string> {
    return new StopEvent({ result: all.map((one) => one.$type).join() });
  }
  @step(join(A, B)) joined(a: A, b: B, ctx: Context): StopEvent<string> {
    return new StopEvent({ result: a.a + b.b + ctx.runId });
  }
  @step(join(A, B)) joinedWithoutContext(a: A, b: B): C {
    return a.a && b.b ? new C() : new C();
  }
  @catchError({ steps: ["one"] }) failed(ev: StepFailedEvent): StopEvent<string> {
    return new StopEvent({ result: ev.stepName });
  }
}

export class Inferred extends Workflow<Input, string> {
  @step(StartEvent)
  begin() {
    return [new A({ a: "" }), new B({ b: 1 })];
  }
  @step(A)
  async next(ev: A) {
    return Math.random() > 2 ? new C() : new StopEvent({ result: ev.a });
  }
}

export class TypedStop extends Workflow<Input, Report> {
  @step(StartEvent) begin(): Report {
    return new Report({ pages: 1 });
  }
}

/** A step may name a part of the state: one that workflows share. */
export class PartOfState extends Workflow<Input, string, State & { user: string }> {
  @step(StartEvent) async begin(_ev: StartEvent<Input>, ctx: Context<State>): Promise<StopEvent<string>> {
    return new StopEvent({ result: String(await ctx.get("count")) });
  }
}

/** A workflow that names no state takes any. */
export class LooseState extends Workflow {
  @step(StartEvent) async begin(_ev: StartEvent, ctx: Context<State>): Promise<StopEvent<number>> {
    return new StopEvent({ result: await ctx.get("count") });
  }
}

/** Where the workflow names no input, the step says what it expects. */
export class LooseInput extends Workflow {
  @step(StartEvent) begin(ev: StartEvent<Input>): A | undefined {
    return ev.query === "" ? undefined : new A({ a: ev.query });
  }
  @step(StartEvent, A) both(ev: StartEvent<Input> | A): B {
    return new B({ b: ev instanceof A ? ev.a.length : ev.query.length });
  }
  @step(StartEvent) any(_ev: Event): void {}
  // @ts-expect-error the step takes A, too
  @step(StartEvent, A) tooNarrow(ev: StartEvent<Input>): void {
    void ev;
  }
  // @ts-expect-error the step takes StartEvent, too
  @step(StartEvent, A) withoutStart(ev: A): void {
    void ev;
  }
  // @ts-expect-error the parameter is another event
  @step(StartEvent) other(ev: A): void {
    void ev;
  }
}

export abstract class AnyStateOf<S extends State> extends Workflow<Input, string, S> {
  @step(A) async next(_ev: A, ctx: Context<S>): Promise<C> {
    return (await ctx.get("count")) ? new C() : new C();
  }
}

export class OfSchemas extends Workflow.with({ result: z.number(), state: { count: z.number().default(0) } }) {
  @step(StartEvent) async begin(_ev: StartEvent, ctx: Context<State>): Promise<StopEvent<number>> {
    return new StopEvent({ result: await ctx.get("count") });
  }
  // @ts-expect-error the schema's state has no such field
  @step(A) otherState(_ev: A, ctx: Context<{ total: number }>): void {
    void ctx.get("total");
  }
  // @ts-expect-error the result is not the schema's
  @step(A) result(): StopEvent<string> {
    return new StopEvent({ result: "" });
  }
}

export class Wrong extends Workflow<Input, string, State> {
  // @ts-expect-error the parameter is another event than the step takes
  @step(A) otherEvent(ev: B): void {
    void ev;
  }
  // @ts-expect-error the step takes B, too
  @step(A, B) tooNarrow(ev: A): void {
    void ev;
  }
  // @ts-expect-error the input has no such field
  @step(StartEvent) otherInput(ev: StartEvent<{ topic: string }>): void {
    void ev;
  }
  // @ts-expect-error the state has no such field
  @step(A) otherState(_ev: A, ctx: Context<{ total: number }>): void {
    void ctx.get("total");
  }
  // @ts-expect-error a field of the state has another type
  @step(A) otherField(_ev: A, ctx: Context<{ count: string }>): void {
    void ctx.get("count");
  }
  // @ts-expect-error the state, where events come together
  @step(join(A, B)) joinedState(_a: A, _b: B, ctx: Context<{ total: number }>): void {
    void ctx.get("total");
  }
  // @ts-expect-error a handler's state
  @catchError() handlerState(_ev: StepFailedEvent, ctx: Context<{ total: number }>): void {
    void ctx.get("total");
  }
  // @ts-expect-error a string is no event
  @step(A) text(): string {
    return "";
  }
  // @ts-expect-error an array of what is no event
  @step(A) texts(): string[] {
    return [""];
  }
  // @ts-expect-error the result is not the workflow's
  @step(A) result(): StopEvent<number> {
    return new StopEvent({ result: 1 });
  }
  // @ts-expect-error the result in a union is not the workflow's
  @step(A) async unionResult(): Promise<B | StopEvent<number>> {
    return new StopEvent({ result: 1 });
  }
  // @ts-expect-error the result of a handler is not the workflow's
  @catchError() handlerResult(): StopEvent<number> {
    return new StopEvent({ result: 1 });
  }
  // @ts-expect-error the result of a joining step is not the workflow's
  @step(join(A, B)) joinedResult(_a: A, _b: B): StopEvent<number> {
    return new StopEvent({ result: 1 });
  }
  // @ts-expect-error the result in a list is not the workflow's
  @step(collect(A)) collectedResult(_all: A[]): (B | StopEvent<number>)[] {
    return [new StopEvent({ result: 1 })];
  }
  // @ts-expect-error C is not among what it emits
  @step(A, { emits: [B] }) emitsOther(): C {
    return new C();
  }
  // @ts-expect-error C in a union is not among what it emits
  @step(A, { emits: [B] }) async emitsMore(): Promise<B | C | undefined> {
    return new C();
  }
  // @ts-expect-error C in a list is not among what it emits
  @step(A, { emits: [B] }) emitsList(): (B | C)[] {
    return [new C()];
  }
  // @ts-expect-error the end of the run is not among what it emits
  @step(A, { emits: [B] }) emitsEnd(): StopEvent<string> {
    return new StopEvent({ result: "" });
  }
  // @ts-expect-error it emits what is no event
  @step(A, { emits: [Date] }) emitsNoEvent(): void {}
  // @ts-expect-error a collecting step takes an array
  @step(collect(A)) notAnArray(ev: A): void {
    void ev;
  }
  // @ts-expect-error of the classes it collects
  @step(collect(A)) otherArray(all: B[]): void {
    void all;
  }
  // @ts-expect-error a joining step takes them in the order of the join
  @step(join(A, B)) swapped(b: B, a: A): void {
    void [a, b];
  }
  // @ts-expect-error a handler takes a StepFailedEvent
  @catchError() handler(ev: A): void {
    void ev;
  }
  // @ts-expect-error there is no such option
  @step(A, { numWorkers: 2 }) option(): void {}
  // @ts-expect-error an option of another type
  @step(A, { workers: "2" }) optionType(): void {}
  // @ts-expect-error a class that is no event
  @step(Date) noEvent(): void {}
}

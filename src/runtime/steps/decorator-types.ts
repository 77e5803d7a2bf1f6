import type { Context } from "../context/context.ts";
import type { StartEvent, StopEvent } from "../events/builtin.ts";
import type { Event, EventClass } from "../events/event.ts";
import type { Workflow } from "../workflow/workflow.ts";

/** What a step may return: an event, an array of events, or nothing. */
type Produced<E extends Event> = E | readonly E[] | undefined | null | void;

type InputOf<W> = W extends Workflow<infer Input, infer _Result, infer _State> ? Input : never;
type ResultOf<W> = W extends Workflow<infer _Input, infer Result, infer _State> ? Result : never;
type StateOf<W> = W extends Workflow<infer _Input, infer _Result, infer State> ? State : never;

/** What a step that lists this class is called with. A plain StartEvent carries the workflow's input. */
type Accepted<C, W> = C extends { readonly $type: "StartEvent" }
  ? StartEvent<InputOf<W>>
  : C extends EventClass<infer E>
    ? E
    : never;

/** How a step takes its events: one at a time, several of a fan-out as an array, or one of each class. */
export type Taking =
  | { readonly one: EventClass }
  | { readonly many: EventClass }
  | { readonly each: readonly EventClass[] };

type IsAny<T> = 0 extends 1 & T ? true : false;

/** Where the workflow does not name its input, the method says what it expects: {@link FitsInput} looks at that. */
type Unnamed<W> = IsAny<InputOf<W>> extends true ? StartEvent : never;

type Parameters<T extends Taking, W> = T extends { readonly one: infer C }
  ? [event: Exclude<Accepted<C, W>, Unnamed<W>>, context: Context<StateOf<W>>]
  : T extends { readonly many: infer C }
    ? [events: Accepted<C, W>[], context: Context<StateOf<W>>]
    : T extends { readonly each: infer Classes extends readonly EventClass[] }
      ? [...events: { -readonly [I in keyof Classes]: Accepted<Classes[I], W> }, context: Context<StateOf<W>>]
      : never;

type Method<T extends Taking, E extends Event, W> = (...args: Parameters<T, W>) => Produced<E> | Promise<Produced<E>>;

type ProducedBy<M> = M extends (...args: never[]) => infer R ? Elements<Awaited<R>> : never;
type Elements<R> = R extends readonly (infer E)[] ? E : R;
/** `any`, the type of what the compiler cannot follow, fits: it would match every branch of the condition below. */
type PlainResult<E> =
  IsAny<E> extends true ? never : E extends { readonly $type: "StopEvent" } & StopEvent<infer R> ? R : never;

/** Rejects a method that ends the run with another result than the workflow's. */
type FitsResult<M, W> = [PlainResult<ProducedBy<M>>] extends [ResultOf<W>]
  ? unknown
  : { readonly "StopEvent.result is not the workflow's Result": ResultOf<W> };

type FirstParameter<M> = M extends (event: infer E, ...others: never[]) => unknown ? E : never;
type Listed<T extends Taking> = T extends { readonly one: infer C } ? C : never;

/** Rejects a method that lists StartEvent and cannot be called with one, in a workflow that does not name its input. */
type FitsInput<T extends Taking, M, W> = [Extract<Accepted<Listed<T>, W>, Unnamed<W>>] extends [never]
  ? unknown
  : StartEvent extends FirstParameter<M>
    ? unknown
    : [Extract<FirstParameter<M>, { readonly $type: "StartEvent" }>] extends [never]
      ? { readonly "The method takes no StartEvent": StartEvent }
      : unknown;

type Fits<T extends Taking, M, W> = FitsResult<M, W> & FitsInput<T, M, W>;

/** Works as a standard decorator and with `experimentalDecorators`. */
export interface StepDecorator<T extends Taking, E extends Event> {
  // biome-ignore lint/suspicious/noExplicitAny: any workflow
  <W extends Workflow<any, any, any>, M extends Method<T, E, W>>(
    method: M & Fits<T, M, W>,
    context: ClassMethodDecoratorContext<W, M>,
  ): void;
  // biome-ignore lint/suspicious/noExplicitAny: any workflow
  <W extends Workflow<any, any, any>, M extends Method<T, E, W>>(
    prototype: W,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Fits<T, M, W>,
  ): void;
}

import { z } from "zod";
import { frozenCopy } from "../context/values.ts";
import { representationToMermaid, runToMermaid } from "../drawing/mermaid.ts";
import { type Representation, representationOf } from "../drawing/representation.ts";
import { systemClock } from "../engine/clock.ts";
import { isLive } from "../engine/inspection.ts";
import { JOURNAL_VERSION, type JournalHeader, MemoryJournal } from "../engine/journal.ts";
import { type RecordedJournal, replayJournal } from "../engine/replay.ts";
import { restoreState, type Snapshot } from "../engine/snapshot.ts";
import { initialState, type RunState } from "../engine/state.ts";
import type { Tick } from "../engine/tick.ts";
import { EventValidationError, SnapshotError, WorkflowRuntimeError } from "../errors.ts";
import { Event, type EventClass, nameOf, toIssue } from "../events/event.ts";
import type { Inspector } from "../inspector.ts";
import { ResourcePool } from "../resources/resource-pool.ts";
import { WorkflowRun } from "../run/run.ts";
import { RunContext } from "../run/run-context.ts";
import { randomRunId } from "../run/run-id.ts";
import { verboseInspector } from "../run/verbose.ts";
import {
  define,
  type StepDefinition,
  stepsOf,
  type WorkflowConstructor,
  type WorkflowDefinition,
} from "./definition.ts";
import { checkOptions, DEFAULT_TIMEOUT, type ResumeOptions, type RunOptions, type WorkflowOptions } from "./options.ts";
import { Semaphore } from "./semaphore.ts";
import { StateSchema } from "./state-schema.ts";
import { checkConstruction, checkWorkflow } from "./validate.ts";

/** What a run begins with, new or restored. */
interface Launch {
  readonly startEvent: Event | undefined;
  readonly state: RunState;
  readonly runId: string;
  readonly signal: AbortSignal | undefined;
  /** The run that starts this one as its child, and what it wants to see of it. */
  readonly parent: { readonly id: string; readonly inspector: Inspector } | undefined;
  /** Set where it is a fork of another run: what its journal begins with. */
  readonly forked?: { readonly header: JournalHeader; readonly ticks: readonly Tick[] };
}

declare const TYPES: unique symbol;

/** Schemas of `Workflow.with`. */
interface WorkflowSchemas {
  readonly input?: z.ZodObject | undefined;
  readonly result?: z.ZodType | undefined;
  readonly state?: z.ZodObject | undefined;
}

const definitions = new WeakMap<WorkflowConstructor, readonly StepDefinition[]>();

/**
 * Steps and the events between them. Extend it, decorate methods with `@step`, then `await new Flow().run(input)`.
 * An instance may run many times, also at once: its attributes are shared by its runs, a run's own state is in the context.
 */
// biome-ignore lint/suspicious/noExplicitAny: loose unless the workflow names its types
export class Workflow<Input extends object = any, Result = any, State = any> {
  /** Only for the compiler: keeps the type parameters apart. */
  declare readonly [TYPES]: { readonly input: Input; readonly result: Result; readonly state: State };
  static readonly schemas: WorkflowSchemas = {};

  readonly #options: WorkflowOptions;
  readonly #definition: WorkflowDefinition;
  readonly #slots: Semaphore | undefined;
  readonly #resources = new ResourcePool();
  readonly #stateSchema: StateSchema | undefined;
  #validated = false;

  /** @throws WorkflowConfigurationError naming the rule that is broken. */
  constructor(options: WorkflowOptions = {}) {
    const name = options.name ?? new.target.name;
    checkOptions(name, options);
    let steps = definitions.get(new.target);
    if (!steps) {
      steps = stepsOf(new.target);
      checkConstruction(name, steps);
      definitions.set(new.target, steps);
    }
    this.#options = options;
    this.#definition = define(steps, { name, retry: options.retry, onIdle: options.onIdle ?? "fail" });
    const { state } = new.target.schemas;
    this.#stateSchema = state && new StateSchema(name, state);
    this.#slots = options.concurrentRuns === undefined ? undefined : new Semaphore(options.concurrentRuns);
  }

  /** A base class whose input, result and state are checked at run time, with their types: `class F extends Workflow.with({ input: { query: z.string() } })`. */
  static with<
    I extends z.ZodRawShape = Record<never, never>,
    R extends z.ZodType = z.ZodAny,
    S extends z.ZodRawShape = Record<never, never>,
  >(schemas: {
    readonly input?: I;
    readonly result?: R;
    readonly state?: S;
  }): WorkflowClass<z.input<z.ZodObject<I>>, z.output<R>, z.output<z.ZodObject<S>>> {
    const own: WorkflowSchemas = {
      input: schemas.input && z.object(schemas.input),
      result: schemas.result,
      state: schemas.state && z.object(schemas.state),
    };
    class TypedWorkflow extends Workflow {
      static override readonly schemas = own;
    }
    return TypedWorkflow as unknown as WorkflowClass<z.input<z.ZodObject<I>>, z.output<R>, z.output<z.ZodObject<S>>>;
  }

  get name(): string {
    return this.#definition.workflowName;
  }

  /** The steps' names in the order written, and what each takes. */
  get steps(): ReadonlyArray<{ readonly name: string; readonly accepts: readonly string[] }> {
    return this.#definition.steps.map(({ name, accepts }) => ({ name, accepts }));
  }

  /** The event class of that name, of those its steps take or list in `emits`, or the library's own: for reading a journal. */
  readonly eventClass = (name: string): EventClass | undefined => this.#definition.events.get(name);

  /** Checks how the steps fit together; a run does so by itself. @throws WorkflowValidationError listing all that is wrong. */
  validate(): void {
    if (this.#validated) return;
    checkWorkflow(this.#definition);
    this.#validated = true;
  }

  /**
   * Starts a run and returns at once. Await it for the result; read `streamEvents()` meanwhile.
   * @param input fields of the start event, or the start event itself.
   * @throws WorkflowValidationError, EventValidationError where the input does not fit.
   */
  run(input?: Input | Event, options: RunOptions<State> = {}): WorkflowRun<Result, State> {
    return this.#start(input, options, undefined);
  }

  /**
   * Goes on with a run that was saved: from `run.snapshot()`, or from its journal. Nothing that has settled runs again;
   * people who were asked are still asked, delays and deadlines keep their due time.
   * @throws SnapshotError where it is of another workflow, version, or of other steps.
   */
  resume(saved: Snapshot | RecordedJournal | undefined, options: ResumeOptions = {}): WorkflowRun<Result, State> {
    this.validate();
    const definition = this.#definition;
    const state =
      !saved || "ticks" in saved
        ? replayJournal(definition, saved)
        : restoreState(saved, definition, (name) => definition.events.get(name));
    checkResumable(this.name, state);
    const runId = saved && "ticks" in saved ? saved.header?.runId : saved?.runId;
    return this.#launch({
      startEvent: undefined,
      state,
      runId: runId ?? "",
      signal: options.signal,
      parent: undefined,
    });
  }

  /** The state of a run as it was after a tick of its journal (default: the last). Calls no step. */
  replay(journal: RecordedJournal | undefined, upTo?: number): RunState {
    return replayJournal(this.#definition, journal, upTo);
  }

  /** The workflow as plain JSON, of what its steps declare. */
  representation(): Representation {
    return representationOf(this.#definition);
  }

  /** A Mermaid flowchart: of all that the steps declare, or of the way one run took (from its journal). */
  toMermaid(journal?: RecordedJournal): string {
    return journal ? runToMermaid(this.#definition, journal) : representationToMermaid(this.representation());
  }

  #start(
    input: Input | Event | undefined,
    options: RunOptions<State>,
    parent: Launch["parent"],
  ): WorkflowRun<Result, State> {
    this.validate();
    const { runId = randomRunId() } = options;
    if (options.runId !== undefined && isLive(this.name, runId)) {
      throw new WorkflowRuntimeError(
        `Workflow ${this.name}: run ${runId} has not ended. Await or cancel it, or give the new run another id.`,
      );
    }
    return this.#launch({
      startEvent: this.#startEvent(input),
      state: initialState(this.#definition, this.#initialStore(options.context)),
      runId,
      signal: options.signal,
      parent,
    });
  }

  #launch(launch: Launch): WorkflowRun<Result, State> {
    const { timeout = DEFAULT_TIMEOUT, verbose, inspectors = [], journal, clock = systemClock } = this.#options;
    const { startEvent, state, runId, signal, parent } = launch;
    const own = [...inspectors, ...(verbose ? [verboseInspector] : []), ...(parent ? [parent.inspector] : [])];
    const kept = journal === false ? undefined : journal ? journal(runId) : new MemoryJournal();
    if (startEvent) kept?.open?.(this.#journalHeader(launch, clock.now()));
    if (launch.forked) {
      kept?.open?.(launch.forked.header);
      for (const tick of launch.forked.ticks) kept?.append(tick);
    }
    return new WorkflowRun<Result, State>({
      id: runId,
      workflow: this,
      definition: this.#definition,
      startEvent,
      state,
      timeout,
      journal: kept,
      inspectors: own,
      clock,
      signal,
      // The run that was forked may be held: its fork must not wait for its place.
      slots: launch.forked ? undefined : this.#slots,
      parentId: parent?.id,
      checkResult: (result) => this.#checkResult(result),
      stateSchema: this.#stateSchema,
      resources: this.#resources,
      runChild: (child, childInput, childSignal, inspector) =>
        child.#start(childInput, { signal: childSignal }, { id: runId, inspector }),
      fork: (point, header) => {
        const id = randomRunId();
        const forked = { header: { ...header, runId: id }, ticks: point.ticks };
        return this.#launch({
          startEvent: undefined,
          state: point.state,
          runId: id,
          // A run that has ended may have been ended by it.
          signal: signal?.aborted ? undefined : signal,
          parent: undefined,
          forked,
        });
      },
    });
  }

  #journalHeader({ runId, parent, state }: Launch, at: number): JournalHeader {
    return { version: JOURNAL_VERSION, workflow: this.name, runId, parentId: parent?.id, at, state: state.store };
  }

  #startEvent(input: Input | Event | undefined): Event {
    const start = this.#definition.steps
      .flatMap((step) => step.classes)
      .find((cls) => cls.kind === "start") as EventClass;
    if (input instanceof Event) {
      if (input.$type === nameOf(start)) return input;
      throw new WorkflowRuntimeError(
        `Workflow ${this.name} starts with ${nameOf(start)}, not with ${input.$type}. Pass its fields, or a ${nameOf(start)}.`,
      );
    }
    const { input: schema } = (this.constructor as typeof Workflow).schemas;
    return new start(schema ? parse(schema, input ?? {}, `Workflow ${this.name}, input`) : input);
  }

  #initialStore(context: RunOptions<State>["context"]): Readonly<Record<string, unknown>> {
    const given = context?.state ?? {};
    const schema = this.#stateSchema;
    if (!schema) return frozenCopy(given, "") as Readonly<Record<string, unknown>>;
    return context instanceof RunContext ? schema.goingOn(given) : schema.initial(given);
  }

  #checkResult(result: unknown): unknown {
    const { result: schema } = (this.constructor as typeof Workflow).schemas;
    return schema ? parse(schema, result, `Workflow ${this.name}, result`) : result;
  }
}

/** What `Workflow.with` makes: extend it. */
export interface WorkflowClass<Input extends object, Result, State> {
  new (options?: WorkflowOptions): Workflow<Input, Result, State>;
  readonly schemas: WorkflowSchemas;
}

function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new EventValidationError(what, parsed.error.issues.map(toIssue), { cause: parsed.error });
}

/** @throws SnapshotError where there is nothing to go on with. */
function checkResumable(workflow: string, { status, seq }: RunState): void {
  if (status !== "running") {
    throw new SnapshotError(`Workflow ${workflow}: the run has ended (${status}), there is nothing to go on with.`);
  }
  if (seq === 0) {
    throw new SnapshotError(`Workflow ${workflow}: the run was saved before it began. Start a new one with its input.`);
  }
}

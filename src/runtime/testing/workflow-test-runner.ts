import type { Event, EventClass } from "../events/event.ts";
import type { WorkflowRun } from "../run/run.ts";
import type { RunOptions } from "../workflow/options.ts";
import type { Workflow } from "../workflow/workflow.ts";

export interface TestRunOptions<State> extends RunOptions<State> {
  /** Also collect internal events (StepStateChanged, …). */
  readonly internal?: boolean;
  /** Classes or names of events not to collect. */
  readonly exclude?: readonly (EventClass | string)[];
}

export interface TestRunOutcome<Result, State> {
  readonly result: Result;
  /** What the run's stream carried, in order; last the event that ended it. */
  readonly collected: readonly Event[];
  /** How many of each type were collected, by name, in the order of the first. */
  readonly eventTypes: ReadonlyMap<string, number>;
  /** The run, which has ended: its `context` and `journal` can be read. */
  readonly run: WorkflowRun<Result, State>;
}

/** Runs a workflow to its end and collects what it published. */
export class WorkflowTestRunner<Input extends object, Result, State> {
  readonly #workflow: Workflow<Input, Result, State>;

  constructor(workflow: Workflow<Input, Result, State>) {
    this.#workflow = workflow;
  }

  /** Rejects with what ended the run where it did not complete. */
  async run(input?: Input | Event, options: TestRunOptions<State> = {}): Promise<TestRunOutcome<Result, State>> {
    const { internal = false, exclude = [], ...runOptions } = options;
    const excluded = new Set(exclude.map((named) => (typeof named === "string" ? named : named.$type)));
    const run = this.#workflow.run(input, runOptions);
    const collected: Event[] = [];
    const eventTypes = new Map<string, number>();
    for await (const event of run.streamEvents({ internal })) {
      if (excluded.has(event.$type)) continue;
      collected.push(event);
      eventTypes.set(event.$type, (eventTypes.get(event.$type) ?? 0) + 1);
    }
    return { result: await run, collected, eventTypes, run };
  }
}

import type { RunState } from "../../runtime/engine/state.ts";
import type { EventRecord } from "../../runtime/engine/tick.ts";
import type { Event } from "../../runtime/events/event.ts";
import { CausalChain, type DispatchNode } from "../probe/causal-chain.ts";
import type { RecordedStart, TickLine } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import type { RunIndex } from "../recording/run-index.ts";
import { lazily, type RecordedValues } from "./recorded-run.ts";

/** Levels of a stack: a loop of a million rounds would have a million. */
const DEEPEST = 500;

/** Who caused whom in a run of a recording. A node reads its event when somebody looks at it. */
export class RecordedChain extends CausalChain {
  readonly #recording: Recording;
  readonly #index: RunIndex;
  readonly #values: RecordedValues;
  readonly #nodes = new Map<number, DispatchNode>();

  constructor(state: Readonly<RunState>, recording: Recording, index: RunIndex, values: RecordedValues) {
    super(state);
    this.#recording = recording;
    this.#index = index;
    this.#values = values;
  }

  override get(dispatch: number): DispatchNode | undefined {
    return this.node(dispatch, DEEPEST);
  }

  /** Nodes of other points are of no use any more. */
  forget(): void {
    this.#nodes.clear();
  }

  node(id: number, depth: number): DispatchNode | undefined {
    if (id <= 0 || depth <= 0 || id > this.#index.lastDispatch) return undefined;
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    const start = (): RecordedStart => this.#start(id);
    const node = { id, family: 0, settled: true, segment: undefined, depth: 0 };
    lazily(node, "step", () => this.#index.head.steps[start()[1]]?.name);
    lazily(node, "attempt", () => start()[3]);
    lazily(node, "worker", () => start()[4]);
    lazily(node, "at", () => this.#line(id).at - this.#index.startedAt);
    lazily(node, "parent", () => this.node(this.#index.parent.get(id), depth - 1));
    let inputs: readonly EventRecord[] | undefined;
    Object.defineProperty(node, "inputs", {
      // A person's edit of the past gives it another one.
      set: (edited: readonly EventRecord[]) => {
        inputs = edited;
      },
      get: () => {
        inputs ??= this.#inputs(id, start()[2]);
        return inputs;
      },
    });
    this.#nodes.set(id, node as unknown as DispatchNode);
    return node as unknown as DispatchNode;
  }

  /** A node for an event that no step takes. */
  question(event: Event, dispatch: number, at: number): DispatchNode {
    this.producedBy(event, this.get(dispatch));
    return this.untaken(event, at);
  }

  /** What was delivered, with what a debugger replaced before the delivery. */
  #inputs(id: number, ids: readonly number[]): readonly EventRecord[] {
    const inputs = ids.map((each) => this.#values.record(this.#index, each));
    for (const line of this.#index.replaced.get(id) ?? []) {
      const { replaced } = this.#recording.line(line) as TickLine;
      const before = replaced && inputs[replaced.index];
      if (replaced === undefined || before === undefined) continue;
      inputs[replaced.index] = { ...before, event: this.#values.made(replaced.event) };
    }
    return inputs;
  }

  #line(id: number): TickLine {
    return this.#recording.line(this.#index.dispatchLine.get(id)) as TickLine;
  }

  #start(id: number): RecordedStart {
    return this.#line(id).started?.find(([each]) => each === id) as RecordedStart;
  }
}

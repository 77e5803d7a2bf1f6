import type { RunState } from "../../runtime/engine/state.ts";
import type { EventRecord } from "../../runtime/engine/tick.ts";
import type { Event } from "../../runtime/events/event.ts";
import { CausalChain, type DispatchNode } from "../probe/causal-chain.ts";
import type { RecordedStart, TickLine } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import type { RunIndex } from "../recording/run-index.ts";
import type { RecordedValues } from "./recorded-run.ts";

/** Levels of a stack: a loop of a million rounds would have a million. */
const DEEPEST = 500;
/** Dispatches among which are looked for those that are done. */
const NEWEST = 500;

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

  override *newest(): Iterable<DispatchNode> {
    const last = this.last?.id ?? 0;
    for (let id = last; id > Math.max(0, last - NEWEST); id--) {
      const node = this.get(id);
      if (node !== undefined) yield node;
    }
  }

  /** Nodes of other points are of no use any more. */
  forget(): void {
    this.#nodes.clear();
  }

  node(id: number, depth: number): DispatchNode | undefined {
    // Of what began before the recording did there is no line.
    if (id <= 0 || depth <= 0 || this.#index.dispatchLine.get(id) === 0) return undefined;
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    const node = new RecordedNode(id, this, depth);
    this.#nodes.set(id, node);
    return node;
  }

  /** A node for an event that no step takes. */
  question(event: Event, dispatch: number, at: number): DispatchNode {
    this.producedBy(event, this.get(dispatch));
    return this.untaken(event, at);
  }

  /** What was delivered, with what a debugger replaced before the delivery. */
  inputsOf(id: number): readonly EventRecord[] {
    const ids = this.start(id)[2];
    return this.#inputs(id, ids);
  }

  stepOf(id: number): string | undefined {
    return this.#index.head.steps[this.start(id)[1]]?.name;
  }

  atOf(id: number): number {
    return this.#line(id).at - this.#index.startedAt;
  }

  parentOf(id: number): number {
    return this.#index.parent.get(id);
  }

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

  start(id: number): RecordedStart {
    return this.#line(id).started?.find(([each]) => each === id) as RecordedStart;
  }
}

/** A dispatch of the recording. What it was given is read when somebody looks at it. */
class RecordedNode implements DispatchNode {
  readonly id: number;
  readonly segment = undefined;
  readonly depth = 0;
  family = 0;
  settled = true;
  readonly #chain: RecordedChain;
  readonly #depth: number;
  #inputs: readonly EventRecord[] | undefined;

  constructor(id: number, chain: RecordedChain, depth: number) {
    this.id = id;
    this.#chain = chain;
    this.#depth = depth;
  }

  get step(): string | undefined {
    return this.#chain.stepOf(this.id);
  }

  get attempt(): number {
    return this.#chain.start(this.id)[3];
  }

  get worker(): number {
    return this.#chain.start(this.id)[4];
  }

  get at(): number {
    return this.#chain.atOf(this.id);
  }

  get parent(): DispatchNode | undefined {
    return this.#chain.node(this.#chain.parentOf(this.id), this.#depth - 1);
  }

  get inputs(): readonly EventRecord[] {
    this.#inputs ??= this.#chain.inputsOf(this.id);
    return this.#inputs;
  }

  /** A person's edit of the past gives it another one. */
  set inputs(edited: readonly EventRecord[]) {
    this.#inputs = edited;
  }
}

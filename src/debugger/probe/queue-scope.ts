import type { Work } from "../../runtime/engine/state.ts";
import type { EventRecord } from "../../runtime/engine/tick.ts";
import { type Child, type Children, paged } from "./children.ts";
import type { RunRecord } from "./runs.ts";
import { topOf } from "./stop.ts";

/** Events on their way to a step. */
interface Delivery {
  readonly step: string;
  readonly inputs: readonly EventRecord[];
}

/**
 * What waits at the debugger's gate or for a worker, in the order it will go. Only what is asked for is made: there may be
 * tens of thousands.
 */
export function queueOf(record: RunRecord): Children {
  const held = heldAtGate(record);
  const { steps } = record.run.state;
  const length = steps.reduce((sum, { queue }) => sum + queue.length, held.length);
  return paged(length, (start, count) => {
    const deliveries = held.slice(start, start + count);
    let skip = Math.max(0, start - held.length);
    for (const { name, queue } of steps) {
      if (deliveries.length >= count) break;
      if (skip < queue.length) addTo(deliveries, name, queue, skip, count);
      skip = Math.max(0, skip - queue.length);
    }
    return deliveries.map((delivery, i) => entry(start + i, delivery));
  });
}

/** Until the list has so many. */
function addTo(deliveries: Delivery[], step: string, queue: Iterable<Work>, skip: number, count: number): void {
  let left = skip;
  for (const { inputs } of queue) {
    if (left-- > 0) continue;
    if (deliveries.push({ step, inputs }) >= count) return;
  }
}

/** Without the one that is shown on top. */
function heldAtGate(record: RunRecord): Delivery[] {
  const current = topOf(record);
  const list: Delivery[] = [];
  for (const { top, isDispatch } of record.held) {
    if (!isDispatch || top?.node.step === undefined || top === current) continue;
    list.push(top.node as Delivery);
  }
  return list;
}

function entry(index: number, { step, inputs }: Delivery): Child {
  const value = inputs.length === 1 ? inputs[0]?.event : inputs.map((input) => input.event);
  return { name: `${index} → ${step}`, value };
}

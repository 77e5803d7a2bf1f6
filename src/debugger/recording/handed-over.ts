import type { RunState } from "../../runtime/engine/state.ts";
import type { EventRecord } from "../../runtime/engine/tick.ts";

/** The event that a `@catchError` handler got by the tick of that number, and the handler: the tick does not carry it. */
export function handedOver(
  state: Readonly<RunState>,
  seq: number,
): { readonly step: string; readonly record: EventRecord } | undefined {
  for (const { step, inputs } of state.running.values()) {
    if (inputs[0]?.seq === seq) return { step, record: inputs[0] };
  }
  for (const { name, queue } of state.steps) {
    const [last] = queue.last(1);
    if (last?.inputs[0]?.seq === seq) return { step: name, record: last.inputs[0] };
  }
  return undefined;
}

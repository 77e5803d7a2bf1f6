import { encode, type RunState } from "stepwright";

/** A run's state as text: equal texts are equal states, whatever objects they are made of. */
export function dumpOf(state: Readonly<RunState>): string {
  const steps = state.steps.map((step) => ({
    ...step,
    queue: [...step.queue],
    resumable: [...step.resumable],
    // A slot that was never taken and one that was given back are the same.
    slots: Array.from({ length: step.slots.lastIndexOf(true) + 1 }, (_, index) => step.slots[index] === true),
  }));
  return JSON.stringify(encode({ ...state, steps }), sortedKeys, 1);
}

/** Whoever wrote a field first must not matter. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

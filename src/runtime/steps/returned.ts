import { isEventClass, nameOf } from "../events/event.ts";

/** What to say of a step that returned something else than an event. */
export function messageForWrongReturn(step: string, value: unknown, inList: boolean): string {
  const what = inList ? `an array with ${describe(value)} in it` : describe(value);
  return `Step function ${step} returned ${what} instead of an Event instance. Return an event, an array of events, or nothing.`;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (isEventClass(value)) return `the class ${nameOf(value)}`;
  if (typeof value !== "object") return `${typeof value} (${String(value).slice(0, 60)})`;
  return value.constructor?.name || "object";
}

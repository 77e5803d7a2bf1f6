import type { Event, EventClass } from "../../runtime/events/event.ts";
import type { DispatchNode } from "./causal-chain.ts";
import type { RunRecord } from "./runs.ts";
import type { Editable } from "./variables.ts";

export type Key = string | number;

/** One event of a dispatch that has not started. A change makes a new event, read by the class's schema. */
export function editableEvent(record: RunRecord, node: DispatchNode, index: number): Editable {
  const current = (): Event => {
    const input = node.inputs[index];
    if (input === undefined) throw new Error("This dispatch has no such event.");
    return input.event;
  };
  return {
    read: current,
    write(path, value) {
      const event = current();
      const fields = replaced({ ...event }, path, value) as Record<string, unknown>;
      const changed = record.runtime.createEvent(event.constructor as unknown as EventClass, fields);
      record.run.replaceEvent(node.id, changed, index);
      node.inputs = node.inputs.map((input, i) => (i === index ? { ...input, event: changed } : input));
    },
  };
}

/** All events of a join's dispatch: the first key says which. */
export function editableEvents(record: RunRecord, node: DispatchNode): Editable {
  return {
    read: () => node.inputs.map((input) => input.event),
    write([index, ...path], value) {
      if (typeof index !== "number" || path.length === 0)
        throw new Error("Change a field of the event, not the event.");
      editableEvent(record, node, index).write(path, value);
    },
  };
}

/** The run's state. A change is a write from outside, journaled as one. */
export function editableState(record: RunRecord): Editable {
  return {
    isState: true,
    read: () => record.run.state.store,
    write(path, value) {
      // The store's paths are dotted: below a key that holds a dot, the level above is written whole.
      const dotted = path.findIndex((key) => String(key).includes("."));
      const reach = dotted < 0 ? path.length : dotted;
      const whole = valueAt(record.run.state.store, path.slice(0, reach));
      const rest = path.slice(reach);
      record.run.writeStore(path.slice(0, reach).join("."), rest.length === 0 ? value : replaced(whole, rest, value));
    },
  };
}

/** A copy with the value at that path. */
export function replaced(whole: unknown, path: readonly Key[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(whole)) return whole.with(Number(key), replaced(whole[Number(key)], rest, value));
  if (typeof whole !== "object" || whole === null) throw new Error(`There is no "${key}" to change.`);
  const prototype: unknown = Object.getPrototypeOf(whole);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new Error(`A field of a ${whole.constructor.name} cannot be changed alone: change the whole value.`);
  }
  const copy = { ...whole } as Record<Key, unknown>;
  copy[key] = replaced(copy[key], rest, value);
  return copy;
}

function valueAt(root: unknown, path: readonly Key[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<Key, unknown>)[key], root);
}

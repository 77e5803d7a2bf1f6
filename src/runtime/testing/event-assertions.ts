import type { Event, EventClass } from "../events/event.ts";

/** What the assertions throw; test runners show `actual` and `expected` side by side. */
export class EventAssertionError extends Error {
  override readonly name = "AssertionError";
  readonly code = "ERR_ASSERTION";
  constructor(
    message: string,
    readonly actual: unknown,
    readonly expected: unknown,
  ) {
    super(message);
  }
}

type Named = EventClass | string;

/** The events are of exactly these types, in this order. @throws EventAssertionError */
export function assertEventTypes(events: Iterable<Event>, expected: readonly Named[]): void {
  const actual = typesOf(events);
  const names = expected.map(nameOf);
  if (actual.length === names.length && actual.every((name, index) => name === names[index])) return;
  throw new EventAssertionError(`Expected ${list(names)}, got ${list(actual)}.`, actual, names);
}

/** The events include these types in this order, others between them or not. @throws EventAssertionError */
export function assertInOrder(events: Iterable<Event>, expected: readonly Named[]): void {
  const actual = typesOf(events);
  const names = expected.map(nameOf);
  let found = 0;
  for (const name of actual) if (name === names[found]) found++;
  if (found === names.length) return;
  const missing = found === 0 ? `${names[0]}` : `${names[found]} after ${names[found - 1]}`;
  throw new EventAssertionError(`Expected ${missing} among ${list(actual)}.`, actual, names);
}

/**
 * There is an event of this class with these field values (compared as JSON would write them).
 * @returns the first such event.
 * @throws EventAssertionError
 */
export function assertEvent<E extends Event>(
  events: Iterable<Event>,
  cls: EventClass<E>,
  fields: Partial<Record<keyof E & string, unknown>> = {},
): E {
  const all = [...events];
  const ofClass = all.filter((event): event is E => event.$type === cls.$type);
  const found = ofClass.find((event) =>
    Object.entries(fields).every(([key, value]) => sameJson(fieldOf(event, key), value)),
  );
  if (found) return found;
  if (ofClass.length === 0) {
    throw new EventAssertionError(`Expected a ${cls.$type} among ${list(typesOf(all))}.`, typesOf(all), [cls.$type]);
  }
  const wanted = JSON.stringify(fields);
  throw new EventAssertionError(`Of ${ofClass.length} ${cls.$type} none has ${wanted}.`, ofClass, fields);
}

/** There is no event of this type. @throws EventAssertionError */
export function assertNoEvent(events: Iterable<Event>, unexpected: Named): void {
  const found = [...events].filter((event) => event.$type === nameOf(unexpected));
  if (found.length === 0) return;
  throw new EventAssertionError(`Expected no ${nameOf(unexpected)}, got ${found.length}.`, found, []);
}

function nameOf(named: Named): string {
  return typeof named === "string" ? named : named.$type;
}

function typesOf(events: Iterable<Event>): string[] {
  return [...events].map((event) => event.$type);
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(", ") : "no event";
}

function fieldOf(event: Event, key: string): unknown {
  return (event as unknown as Record<string, unknown>)[key];
}

function sameJson(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}

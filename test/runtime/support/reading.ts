import type { Event } from "stepwright";

/** All that an async iterable yields. */
export async function readAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The first event of that type, without ending the iterator for other readers of the run. */
export async function firstOf<E extends Event = Event>(events: AsyncIterable<Event>, type: string): Promise<E> {
  for await (const event of events) if (event.$type === type) return event as E;
  throw new Error(`the stream ended without a ${type}`);
}

export function typesOf(events: Iterable<Event>): string[] {
  return [...events].map((event) => event.$type);
}

import { Event, HumanResponseEvent, InputRequiredEvent, StartEvent, StopEvent } from "stepwright";
import { z } from "zod";
import { expectType, type Same } from "./expect.ts";

class Retrieved extends Event.with("Retrieved", {
  query: z.string(),
  passages: z.array(z.string()),
  limit: z.number().default(5),
  at: z.string().transform((text) => new Date(text)),
}) {}
class Same1 extends Event.with("Same1", { n: z.number() }) {}
class Same2 extends Event.with("Same2", { n: z.number() }) {}
class Empty extends Event.with("Empty") {}
class Longer extends Same1.with("Longer", { text: z.string() }) {}
class Report extends StopEvent.with("Report", { pages: z.number() }) {}

const retrieved = new Retrieved({ query: "q", passages: [], at: "2026-01-01" });
expectType<Same<typeof retrieved.query, string>>();
expectType<Same<typeof retrieved.limit, number>>();
expectType<Same<typeof retrieved.at, Date>>();
expectType<Same<typeof retrieved.$type, "Retrieved">>();
expectType<Same<typeof Retrieved.$type, "Retrieved">>();
new Empty();
const longer = new Longer({ n: 1, text: "a" });
expectType<Same<typeof longer.n, number>>();
expectType<Same<typeof longer.$type, "Longer">>();

// @ts-expect-error a field is missing
new Retrieved({ query: "q", at: "" });
// @ts-expect-error a field has the wrong type
new Retrieved({ query: 1, passages: [], at: "" });
// @ts-expect-error there is no such field
new Retrieved({ query: "q", passages: [], at: "", extra: 1 });
// @ts-expect-error the fields are required
new Retrieved();
// @ts-expect-error fields are readonly
retrieved.query = "other";
// @ts-expect-error there is no such field
retrieved.nothing;
// @ts-expect-error two events of one shape are different types
const mixed: Same1 = new Same2({ n: 1 });
void mixed;

const stop = new StopEvent({ result: [1] });
expectType<Same<typeof stop.result, number[]>>();
expectType<Same<typeof Report.$type, "Report">>();
new Report({ pages: 1 });
// @ts-expect-error a typed StopEvent has the fields of its own
new Report({ result: 1 });

const start = new StartEvent({ topic: "tides" });
expectType<Same<typeof start.topic, string>>();
expectType<Same<InputRequiredEvent["prefix"], string>>();
expectType<Same<HumanResponseEvent["response"], string>>();
new InputRequiredEvent({ prefix: "Sure?", amount: 3 });
// @ts-expect-error a plain question has a text
new InputRequiredEvent({ amount: 3 });

/** `$type` tells the members of a union apart. */
export function textOf(event: Retrieved | Same1 | Longer): string {
  switch (event.$type) {
    case "Retrieved":
      return event.query;
    case "Same1":
      // @ts-expect-error it has no text
      return event.text;
    case "Longer":
      return event.text;
  }
}

/** `instanceof` does as well. */
export function isReport(event: Event): number {
  if (event instanceof Report) return event.pages;
  if (event instanceof InputRequiredEvent) return event.prefix.length;
  return event instanceof HumanResponseEvent ? event.response.length : 0;
}

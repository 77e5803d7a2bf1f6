import { type Event, StartEvent, StopEvent, step, Workflow, type WorkflowRun } from "stepwright";
import { z } from "zod";
import { expectType, type Same } from "./expect.ts";

class Typed extends Workflow<{ query: string; limit?: number }, string[], { count: number; user: { name: string } }> {
  @step(StartEvent) begin(ev: StartEvent<{ query: string; limit?: number }>): StopEvent<string[]> {
    return new StopEvent({ result: [ev.query, String(ev.limit)] });
  }
}

class FromSchemas extends Workflow.with({
  input: { query: z.string(), limit: z.number().default(3) },
  result: z.array(z.string()),
  state: { count: z.number().default(0) },
}) {
  @step(StartEvent) begin(): StopEvent<string[]> {
    return new StopEvent({ result: [] });
  }
}

class Loose extends Workflow {
  @step(StartEvent) begin(ev: StartEvent): StopEvent {
    return new StopEvent({ result: ev["anything"] });
  }
}

export async function uses(): Promise<void> {
  const run = new Typed({ timeout: null, concurrentRuns: 2 }).run({ query: "q" });
  expectType<Same<typeof run, WorkflowRun<string[], { count: number; user: { name: string } }>>>();
  const result = await run;
  expectType<Same<typeof result, string[]>>();
  const count = await run.context.get("count");
  expectType<Same<typeof count, number>>();
  expectType<Same<typeof run.context.state.user.name, string>>();
  for await (const event of run.streamEvents({ internal: true })) expectType<Same<typeof event, Event>>();

  const schemas = new FromSchemas().run({ query: "q" });
  const parsed = await schemas;
  expectType<Same<typeof parsed, string[]>>();
  expectType<Same<typeof schemas.context.state.count, number>>();

  const loose = await new Loose().run({ whatever: 1 });
  loose.anything;
  await new Loose().run();
  await new Typed().run(new StartEvent({ query: "q" }));
  await new Typed().run({ query: "q" }, { signal: AbortSignal.timeout(1), context: run.context });

  // @ts-expect-error a field of the input is missing
  new Typed().run({ limit: 1 });
  // @ts-expect-error a field of the input has another type
  new Typed().run({ query: 1 });
  // @ts-expect-error a field that the input does not have
  new Typed().run({ query: "q", extra: 1 });
  // @ts-expect-error the schema's input has a query
  new FromSchemas().run({ limit: 1 });
  // @ts-expect-error there is no such option
  new Typed({ timeOut: 3 });
  // @ts-expect-error an option of another type
  new Typed({ timeout: "3" });
  // @ts-expect-error the result is a list
  const text: string = await run;
  void text;
  // @ts-expect-error the state has no such key
  run.context.state.nothing;
  // @ts-expect-error a key of the state has another type
  await run.context.set("count", "two");
  // @ts-expect-error the state has no such key to begin with
  await new Typed().run({ query: "q" }, { context: { state: { cuont: 1 } } });
  // @ts-expect-error only events can be sent
  run.sendEvent("text");
  // @ts-expect-error the state of another workflow
  await new Typed().run({ query: "q" }, { context: schemas.context });
}

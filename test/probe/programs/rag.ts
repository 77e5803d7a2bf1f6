/** retrieve → synthesize → stop: the shortest chain worth debugging. */
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Retrieved extends Event.with("Retrieved", { query: z.string(), passages: z.array(z.string()) }) {}

class RagFlow extends Workflow<{ query: string }, string> {
  readonly model = "none";

  @step(StartEvent)
  async retrieve(ev: StartEvent<{ query: string }>, ctx: Context): Promise<Retrieved> {
    await ctx.set("askedAt", 17);
    return new Retrieved({ query: ev.query, passages: [`${ev.query} 1`, `${ev.query} 2`] });
  }

  @step(Retrieved)
  async synthesize(ev: Retrieved): Promise<StopEvent<string>> {
    return new StopEvent({ result: `${ev.query}: ${ev.passages.join(" + ")}` });
  }
}

const queries = process.argv.slice(2);
for (const query of queries.length > 0 ? queries : ["refund"]) {
  console.log(await new RagFlow({ timeout: 60 }).run({ query }));
}

/** A workflow that drafts, asks a person and ends; what the tests of this folder debug. */
export const REVIEW_FLOW = `import { Context, Event, HumanResponseEvent, InputRequiredEvent, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

/** A text that waits for approval. */
export class Drafted extends Event.with("Drafted", { text: z.string() }) {}

export class ReviewFlow extends Workflow<{ topic: string }, string> {
  @step(StartEvent)
  async draft(ev: StartEvent<{ topic: string }>, ctx: Context): Promise<Drafted> {
    const text = \`About \${ev.topic}\`;
    await ctx.set("topic", ev.topic);
    return new Drafted({ text });
  }

  @step(Drafted)
  async review(ev: Drafted, ctx: Context): Promise<StopEvent<string>> {
    const answer = await ctx.waitForEvent(HumanResponseEvent, {
      prompt: new InputRequiredEvent({ prefix: "Publish *" + ev.text + "*?" }),
    });
    return new StopEvent({ result: ev.text + ": " + answer.response });
  }
}
`;

/** The same workflow with a program that runs it, without asking anybody. */
export const PROGRAM = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Counted extends Event.with("Counted", { count: z.number() }) {}

class CountFlow extends Workflow<{ limit: number }, number> {
  @step(StartEvent)
  async start(ev: StartEvent<{ limit: number }>): Promise<Counted> {
    return new Counted({ count: ev.limit });
  }

  @step(Counted)
  async countDown(ev: Counted): Promise<Counted | StopEvent<number>> {
    const next = ev.count - 1;
    return next > 0 ? new Counted({ count: next }) : new StopEvent({ result: 42 });
  }
}

console.log("the result is", await new CountFlow().run({ limit: 3 }));
`;

/** A workflow whose question wants fields. */
export const QUESTIONS_FLOW = `import { Context, HumanResponseEvent, InputRequiredEvent, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

export class Rated extends HumanResponseEvent.with("Rated", { approve: z.boolean(), stars: z.number().int().min(1).max(5) }) {}

export class QuestionsFlow extends Workflow<{ topic: string }, string> {
  @step(StartEvent)
  async ask(ev: StartEvent<{ topic: string }>, ctx: Context): Promise<StopEvent<string>> {
    const rated = await ctx.waitForEvent(Rated, { prompt: new InputRequiredEvent({ prefix: "Rate " + ev.topic }) });
    return new StopEvent({ result: rated.approve ? rated.stars + " stars" : "no" });
  }
}
`;

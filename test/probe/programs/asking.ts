/** Questions for a person: by `waitForEvent`, by a returned event, plain and with fields. */
import {
  type Context,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  step,
  Workflow,
} from "stepwright";
import { z } from "zod";

class Approval extends InputRequiredEvent.with("Approval", { draft: z.string(), words: z.number() }) {}
class Verdict extends HumanResponseEvent.with("Verdict", { approved: z.boolean(), comment: z.string().optional() }) {}

class Plain extends Workflow<object, string> {
  @step(StartEvent)
  async ask(_: StartEvent, ctx: Context): Promise<StopEvent<string>> {
    const answer = await ctx.waitForEvent(HumanResponseEvent, {
      prompt: new InputRequiredEvent({ prefix: "Your name?" }),
    });
    return new StopEvent({ result: `hello ${answer.response}` });
  }
}

class Typed extends Workflow<object, string> {
  @step(StartEvent)
  async draft(): Promise<Approval> {
    return new Approval({ draft: "A draft.", words: 2 });
  }

  @step(Verdict)
  async decide(ev: Verdict): Promise<StopEvent<string>> {
    return new StopEvent({ result: `${ev.approved ? "published" : "dropped"}: ${ev.comment ?? "no comment"}` });
  }
}

const Flow = process.argv[2] === "typed" ? Typed : Plain;
try {
  console.log(await new Flow({ timeout: process.argv[3] === undefined ? 60 : Number(process.argv[3]) }).run({}));
} catch (error) {
  console.log(`failed: ${(error as Error).message}`);
}

import {
  type Context,
  collect,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  step,
  Workflow,
} from "stepwright";
import { z } from "zod";
import { askInTerminal } from "../shared/ask.ts";
import { argumentsAsText, isProgram } from "../shared/program.ts";
import { categories, categoryOf, findSources, qualityOf } from "./library.ts";
import { writeReport } from "./report.ts";

export class TopicClassified extends Event.with("TopicClassified", {
  topic: z.string(),
  category: z.enum(categories),
}) {}

const source = { topic: z.string(), place: z.string(), text: z.string() };
export class SourceFound extends Event.with("SourceFound", source) {}
export class SourceEvaluated extends Event.with("SourceEvaluated", {
  ...source,
  /** From 0 to 1. */
  quality: z.number(),
  used: z.boolean(),
}) {}

/** A person's answer with a field of its own: the editor offers yes and no, and nothing else gets through. */
export class SourceVerdict extends HumanResponseEvent.with("SourceVerdict", {
  use: z.boolean().describe("Use this source (yes or no)"),
}) {}

type Topic = { topic: string };
const GOOD_ENOUGH = 0.5;

/** Researches a topic in the documentation; sources of poor quality are used only if a person says so. */
export class ResearchFlow extends Workflow<Topic, string> {
  @step(StartEvent)
  async classifyTopic(ev: StartEvent<Topic>): Promise<TopicClassified> {
    return new TopicClassified({ topic: ev.topic, category: await categoryOf(ev.topic) });
  }

  /** One event for each source: they are evaluated at the same time. */
  @step(TopicClassified)
  async gatherSources(ev: TopicClassified, ctx: Context): Promise<SourceFound[]> {
    const sources = await findSources(ev.topic, ev.category);
    await ctx.set("topic", ev.topic);
    await ctx.set("category", ev.category);
    return sources.map(({ place, text }) => new SourceFound({ topic: ev.topic, place, text }));
  }

  @step(SourceFound)
  async evaluateQuality(ev: SourceFound, ctx: Context): Promise<SourceEvaluated> {
    const { topic, place, text } = ev;
    const quality = qualityOf(text, topic);
    if (quality >= GOOD_ENOUGH) return new SourceEvaluated({ topic, place, text, quality, used: true });
    // The step waits here, in the middle of its body, and holds no worker meanwhile.
    const verdict = await ctx.waitForEvent(SourceVerdict, {
      prompt: new InputRequiredEvent({ prefix: `${place} has little on "${topic}" (${quality.toFixed(2)}). Use it?` }),
    });
    return new SourceEvaluated({ topic, place, text, quality, used: verdict.use });
  }

  /** Starts once all that came of the list is there; an empty list gives an empty array. */
  @step(collect(SourceEvaluated))
  async synthesize(sources: SourceEvaluated[], ctx: Context): Promise<StopEvent<string>> {
    const topic = await ctx.get<string>("topic");
    return new StopEvent({ result: writeReport(topic, sources) });
  }
}

if (isProgram(import.meta.url)) {
  const topic = argumentsAsText("how an open question is answered in the editor");
  console.log(await new ResearchFlow({ inspectors: [askInTerminal()] }).run({ topic }));
}

import { readFile } from "node:fs/promises";
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";
import { pathFromRoot, root, sectionsOf } from "../shared/pages.ts";
import { isProgram } from "../shared/program.ts";
import { addSentence, firstDraft, measure } from "./summary.ts";

/** A draft and what was measured of it. */
export class QualityChecked extends Event.with("QualityChecked", {
  draft: z.array(z.string()),
  /** How often the draft was written, from 1. */
  round: z.number().int(),
  /** From 0 to 1. */
  quality: z.number(),
  /** Key terms of the text that the draft does not mention. */
  missing: z.array(z.string()),
}) {}

/** The draft is not good enough: write it again with more of what it misses. */
export class RefineEvent extends Event.with("RefineEvent", {
  draft: z.array(z.string()),
  round: z.number().int(),
  missing: z.array(z.string()),
}) {}

type Input = { text: string };
type Summary = { summary: string; quality: number; rounds: number };

const GOOD_ENOUGH = 0.8;
const MOST_ROUNDS = 3;

/** Summarises a text, measures how much of it the summary covers, and writes it again until that is enough. */
export class RefinementFlow extends Workflow<Input, Summary> {
  /** One step takes both events: the first draft and every further one leave by the same way. */
  @step(StartEvent, RefineEvent)
  async generate(ev: StartEvent<Input> | RefineEvent, ctx: Context): Promise<QualityChecked> {
    if (ev instanceof RefineEvent) {
      const text = await ctx.get<string>("text");
      const draft = addSentence(ev.draft, text, ev.missing);
      return new QualityChecked({ draft, round: ev.round + 1, ...measure(draft, text) });
    }
    // Later rounds need the text again: the state keeps it, so that the events stay small.
    await ctx.set("text", ev.text);
    const draft = firstDraft(ev.text);
    return new QualityChecked({ draft, round: 1, ...measure(draft, ev.text) });
  }

  /** The way back is an event like any other. */
  @step(QualityChecked)
  async checkQuality(ev: QualityChecked): Promise<RefineEvent | StopEvent<Summary>> {
    const { draft, round, quality, missing } = ev;
    if (quality > GOOD_ENOUGH || round >= MOST_ROUNDS) {
      return new StopEvent({ result: { summary: draft.join(" "), quality, rounds: round } });
    }
    return new RefineEvent({ draft, round, missing });
  }
}

if (isProgram(import.meta.url)) {
  const file = process.argv[2] ?? `${root}/README.md`;
  const sections = sectionsOf(pathFromRoot(file), await readFile(file, "utf8"));
  const text = sections.map((section) => section.text).join("\n");
  const { summary, quality, rounds } = await new RefinementFlow({ verbose: true }).run({ text });
  console.log(`\n${summary}\n\nquality ${quality.toFixed(2)} after ${rounds} of at most ${MOST_ROUNDS} rounds`);
}

import { type Context, Event, StartEvent, StopEvent, step, Workflow, type WorkflowOptions } from "stepwright";
import { z } from "zod";
import { readPages } from "../shared/pages.ts";
import { argumentsAsText, isProgram } from "../shared/program.ts";
import { openIndex, type SearchSections } from "../shared/search.ts";
import { type Answer, quoteBestSentences } from "./answer.ts";
import { type ChatModel, modelFromEnvironment } from "./chat-model.ts";

const passage = z.object({ page: z.string(), heading: z.string(), text: z.string(), score: z.number() });

/** The sections that fit the question, best first. */
export class Retrieved extends Event.with("Retrieved", { question: z.string(), passages: z.array(passage).min(1) }) {}

type Question = { question: string };

/** Retrieval-augmented generation over this repository's own documentation. */
export class RagFlow extends Workflow<Question, Answer> {
  /** What writes the answer; without one, the answer quotes the best sentences. */
  private readonly model: ChatModel | undefined = modelFromEnvironment();
  /** Made by the first run and shared by all runs of this instance. */
  private search: Promise<SearchSections> | undefined;

  @step(StartEvent)
  async retrieve(ev: StartEvent<Question>, ctx: Context): Promise<Retrieved | StopEvent<Answer>> {
    this.search ??= readPages().then(openIndex);
    const search = await this.search;
    const passages = await search(ev.question, 6);
    // The state of the run: the debugger shows it, and it is readable after the end.
    await ctx.set("pages", [...new Set(passages.map(({ page }) => page))]);
    if (passages.length === 0) {
      return new StopEvent({
        result: { text: "The documentation says nothing about that.", by: "nobody", sources: [] },
      });
    }
    return new Retrieved({ question: ev.question, passages });
  }

  @step(Retrieved)
  async synthesize(ev: Retrieved, ctx: Context): Promise<StopEvent<Answer>> {
    const { question, passages } = ev;
    if (!this.model) return new StopEvent({ result: quoteBestSentences(question, passages) });
    const numbered = passages.map(({ heading, text }, index) => `[${index + 1}] ${heading}: ${text}`);
    // ctx.signal ends the request when the run is cancelled or times out.
    const text = await this.model.complete(
      `Answer the question from these passages only, and name the numbers you used.\n\n${numbered.join("\n\n")}\n\nQuestion: ${question}`,
      ctx.signal,
    );
    const sources = passages.map(({ page, heading }) => ({ page, heading }));
    return new StopEvent({ result: { text, by: this.model.name, sources } });
  }
}

if (isProgram(import.meta.url)) {
  const options: WorkflowOptions = { timeout: 60, verbose: true };
  const question = argumentsAsText("What happens to the timeout while a person is asked?");
  const answer = await new RagFlow(options).run({ question });
  console.log(`\n${question}\n\n${answer.text}\n\nWritten by: ${answer.by}`);
  for (const [index, { page, heading }] of answer.sources.entries()) {
    console.log(`[${index + 1}] ${page}${heading && ` § ${heading}`}`);
  }
}

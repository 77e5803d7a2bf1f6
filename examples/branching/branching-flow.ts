import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";
import { readPages } from "../shared/pages.ts";
import { argumentsAsText, isProgram } from "../shared/program.ts";
import { openIndex } from "../shared/search.ts";
import { bestSentences } from "../shared/text.ts";
import { classify } from "./classify.ts";
import { inventNames } from "./invent-names.ts";

export class Classified extends Event.with("Classified", {
  query: z.string(),
  kind: z.enum(["factual", "creative"]),
  /** The words that decided it. */
  cues: z.array(z.string()),
}) {}
export class FactualQuery extends Event.with("FactualQuery", { query: z.string() }) {}
export class CreativeQuery extends Event.with("CreativeQuery", { query: z.string() }) {}

type Query = { query: string };
type Reply = { kind: "factual" | "creative"; text: string };

/** Looks facts up in the documentation, and invents names where somebody asks for ideas. */
export class BranchingFlow extends Workflow<Query, Reply> {
  @step(StartEvent)
  async classify(ev: StartEvent<Query>): Promise<Classified> {
    return new Classified({ query: ev.query, ...classify(ev.query) });
  }

  /** The branch: which event is returned decides which step runs. The union is what the graph draws. */
  @step(Classified)
  async route(ev: Classified): Promise<FactualQuery | CreativeQuery> {
    return ev.kind === "factual" ? new FactualQuery({ query: ev.query }) : new CreativeQuery({ query: ev.query });
  }

  @step(FactualQuery)
  async lookUp(ev: FactualQuery): Promise<StopEvent<Reply>> {
    const search = await openIndex(await readPages());
    const sections = await search(ev.query, 3);
    const [said] = bestSentences(ev.query, sections.map((section) => section.text).join("\n"), 1);
    const source = said && sections.find((section) => section.text.includes(said));
    const text = source ? `${said} (${source.page})` : "The documentation does not say.";
    return new StopEvent<Reply>({ result: { kind: "factual", text } });
  }

  @step(CreativeQuery)
  async invent(ev: CreativeQuery): Promise<StopEvent<Reply>> {
    return new StopEvent<Reply>({ result: { kind: "creative", text: inventNames(ev.query) } });
  }
}

if (isProgram(import.meta.url)) {
  const query = argumentsAsText(
    "Suggest names for a workflow that fetches invoices, checks totals and sends reminders",
  );
  const { kind, text } = await new BranchingFlow({ verbose: true }).run({ query });
  console.log(`\n${kind} query: ${query}\n\n${text}`);
}

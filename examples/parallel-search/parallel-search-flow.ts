import { type Context, Event, StartEvent, StopEvent, step, Workflow, type WorkflowOptions } from "stepwright";
import { z } from "zod";
import { argumentsAsText, isProgram } from "../shared/program.ts";
import { Semaphore } from "../shared/semaphore.ts";
import { type Source, sources } from "./sources.ts";

const finding = z.object({ place: z.string(), text: z.string(), score: z.number() });
type Finding = z.output<typeof finding>;

/** Look into one source. A list of these is a fan-out: each is an event of its own. */
export class SearchRequested extends Event.with("SearchRequested", { query: z.string(), source: z.string() }) {}
/** What one source had. */
export class SourceSearched extends Event.with("SourceSearched", {
  source: z.string(),
  findings: z.array(finding),
}) {}
/** What all sources had, by source. */
export class ResultsMerged extends Event.with("ResultsMerged", {
  bySource: z.record(z.string(), z.array(finding)),
}) {}

type Query = { query: string };
type Result = { best: Array<Finding & { source: string }>; counts: Record<string, number> };

export interface ParallelSearchOptions extends WorkflowOptions {
  readonly sources?: Readonly<Record<string, Source>>;
  /** Most searches at once, over all runs of this instance. */
  readonly maxConcurrent?: number;
}

/** Searches pages, code and package metadata at the same time and puts the best findings together. */
export class ParallelSearchFlow extends Workflow<Query, Result> {
  private readonly sources: Readonly<Record<string, Source>>;
  private readonly semaphore: Semaphore;

  constructor({ sources: own, maxConcurrent = 2, ...options }: ParallelSearchOptions = {}) {
    super(options);
    this.sources = own ?? sources;
    this.semaphore = new Semaphore(maxConcurrent);
  }

  @step(StartEvent)
  async dispatch(ev: StartEvent<Query>): Promise<SearchRequested[]> {
    return Object.keys(this.sources).map((source) => new SearchRequested({ query: ev.query, source }));
  }

  /**
   * `workers` limits this step within one run. The semaphore limits it over all runs of the instance, as a service
   * with a rate limit wants it.
   */
  @step(SearchRequested, { workers: 8 })
  async search(ev: SearchRequested): Promise<SourceSearched> {
    const findings = await this.semaphore.use(async () => this.sources[ev.source]?.(ev.query));
    return new SourceSearched({ source: ev.source, findings: findings ?? [] });
  }

  /** Runs once for each source; only the call that completes the collection returns an event. */
  @step(SourceSearched)
  async aggregate(ev: SourceSearched, ctx: Context): Promise<ResultsMerged | undefined> {
    // Whoever reads run.streamEvents() sees each source as it comes in.
    ctx.writeEventToStream(ev);
    const count = Object.keys(this.sources).length;
    const expected = Array.from({ length: count }, () => SourceSearched);
    const all = ctx.collectEvents(ev, expected);
    if (all === null) return undefined;
    return new ResultsMerged({ bySource: Object.fromEntries(all.map(({ source, findings }) => [source, findings])) });
  }

  @step(ResultsMerged)
  async synthesize(ev: ResultsMerged): Promise<StopEvent<Result>> {
    const found = Object.entries(ev.bySource);
    const best = found
      .flatMap(([source, findings]) => findings.map((finding) => ({ ...finding, source })))
      .sort((a, b) => b.score - a.score)
      .slice(0, 6);
    const counts = Object.fromEntries(found.map(([source, findings]) => [source, findings.length]));
    return new StopEvent({ result: { best, counts } });
  }
}

if (isProgram(import.meta.url)) {
  const query = argumentsAsText("full-text search");
  const run = new ParallelSearchFlow().run({ query });
  for await (const event of run.streamEvents()) {
    if (event instanceof SourceSearched) console.log(`${event.source}: ${event.findings.length} found`);
  }
  const { best } = await run;
  console.log(`\nBest for "${query}":`);
  for (const { source, place, text } of best) console.log(`  ${source}  ${place}  ${text}`);
}

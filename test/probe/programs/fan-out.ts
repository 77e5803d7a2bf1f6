/** split → parts × refine → polish → gather. `PARTS` says how many; the argument, how many runs at once. */
import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Part extends Event.with("Part", { n: z.number() }) {}
class Fine extends Event.with("Fine", { n: z.number() }) {}
class Done extends Event.with("Done", { n: z.number() }) {}

const parts = Number(process.env["PARTS"] ?? 3);

class Parallel extends Workflow<{ start: number }, number> {
  @step(StartEvent)
  async split(ev: StartEvent<{ start: number }>): Promise<Part[]> {
    return Array.from({ length: parts }, (_, n) => new Part({ n: ev.start + n + 1 }));
  }

  @step(Part, { workers: 100 })
  async refine(ev: Part): Promise<Fine> {
    return new Fine({ n: ev.n * 10 });
  }

  @step(Fine, { workers: 100 })
  async polish(ev: Fine): Promise<Done> {
    return new Done({ n: ev.n + 1 });
  }

  @step(Done)
  async gather(ev: Done, ctx: Context): Promise<StopEvent<number> | undefined> {
    const all = ctx.collectEvents(
      ev,
      Array.from({ length: parts }, () => Done),
    );
    return all ? new StopEvent({ result: all.reduce((sum, done) => sum + done.n, 0) }) : undefined;
  }
}

const runs = Number(process.argv[2] ?? 1);
const results = await Promise.allSettled(
  Array.from({ length: runs }, (_, i) => new Parallel({ timeout: 60 }).run({ start: i * 100 })),
);
console.log(JSON.stringify(results.map((run) => (run.status === "fulfilled" ? run.value : "failed"))));

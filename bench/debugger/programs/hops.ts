/** Hops from step to step, several times over; prints the processor time of the fastest repetition, as hops a second. */
import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Hop extends Event.with("Hop", { n: z.number(), of: z.number(), text: z.string() }) {}

class Hops extends Workflow<{ hops: number }, number> {
  @step(StartEvent) async begin(ev: StartEvent<{ hops: number }>): Promise<Hop> {
    return new Hop({ n: 1, of: ev.hops, text: "hop" });
  }
  @step(Hop) async hop(ev: Hop): Promise<Hop | StopEvent<number>> {
    return ev.n === ev.of ? new StopEvent({ result: ev.n }) : new Hop({ n: ev.n + 1, of: ev.of, text: "hop" });
  }
}

const [size = 0, repeats = 0] = process.argv.slice(2).map(Number);
let best = 0;
// The first round is for the compiler.
for (let repeat = -1; repeat < repeats; repeat++) {
  const before = process.cpuUsage();
  await new Hops({ timeout: null }).run({ hops: size });
  const { user, system } = process.cpuUsage(before);
  if (repeat >= 0) best = Math.max(best, size / ((user + system) / 1e6));
}
console.log(Math.round(best));

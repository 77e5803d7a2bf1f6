/** One event round and round, as often as the argument says; prints the rounds per second of processor time. */
import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Round extends Event.with("Round", { n: z.number() }) {}

const rounds = Number(process.argv[2]);

class Loop extends Workflow<object, number> {
  @step(StartEvent)
  begin(): Round {
    return new Round({ n: 1 });
  }

  @step(Round)
  again(ev: Round): Round | StopEvent<number> {
    return ev.n < rounds ? new Round({ n: ev.n + 1 }) : new StopEvent({ result: ev.n });
  }
}

const started = process.cpuUsage();
const result = await new Loop({ timeout: null, journal: false }).run({});
const { user, system } = process.cpuUsage(started);
console.log(JSON.stringify({ result, perSecond: Math.round((result / (user + system)) * 1_000_000) }));

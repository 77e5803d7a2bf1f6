/** A workflow that runs another one as a part of its step; prices and stock are joined. */
import { type Context, Event, join, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Prices extends Event.with("Prices", { eur: z.number() }) {}
class Stock extends Event.with("Stock", { pieces: z.number() }) {}

class Inner extends Workflow<{ n: number }, number> {
  @step(StartEvent)
  async look(ev: StartEvent<{ n: number }>): Promise<Array<Prices | Stock>> {
    return [new Prices({ eur: ev.n }), new Stock({ pieces: 3 })];
  }

  @step(join(Prices, Stock))
  async value(prices: Prices, stock: Stock): Promise<StopEvent<number>> {
    return new StopEvent({ result: prices.eur * stock.pieces });
  }
}

class Outer extends Workflow<{ n: number }, string> {
  @step(StartEvent)
  async begin(ev: StartEvent<{ n: number }>, ctx: Context): Promise<StopEvent<string>> {
    const value = await ctx.runChild(new Inner({ timeout: 10 }), { n: ev.n });
    return new StopEvent({ result: `worth ${value}` });
  }
}

console.log(await new Outer({ timeout: 60 }).run({ n: 7 }));

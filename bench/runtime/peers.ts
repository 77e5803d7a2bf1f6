import { createWorkflow } from "@llamaindex/workflow-core";
import { zodEvent } from "@llamaindex/workflow-core/util/zod";
import { assign, createActor, fromPromise, setup, waitFor } from "xstate";
import { z } from "zod";

const shape = z.object({ n: z.number(), of: z.number(), text: z.string() });
type Hop = z.infer<typeof shape>;

/** The floor: the same steps without an engine, over events that exist already. */
export async function bare(size: number): Promise<undefined> {
  const step = async (ev: Hop): Promise<Hop> => ev;
  const events = Array.from({ length: size }, (_, n) => ({ n: n + 1, of: size, text: "hop" }));
  let last: Hop | undefined;
  for (const event of events) last = await step(event);
  if (last?.n !== size) throw new Error("hops are missing");
}

/** The floor with events that are made and validated on the way, as every engine here does. */
export async function bareZod(size: number): Promise<undefined> {
  const step = async (ev: Hop): Promise<Hop> => shape.parse({ n: ev.n + 1, of: ev.of, text: "hop" });
  let event = shape.parse({ n: 1, of: size, text: "hop" });
  while (event.n < event.of) event = await step(event);
}

export async function llamaindex(size: number): Promise<undefined> {
  const workflow = createWorkflow();
  const hop = zodEvent(shape);
  const stop = zodEvent(z.object({ result: z.number() }));
  workflow.handle([hop], async (_context, { data }) =>
    data.n === data.of ? stop.with({ result: data.n }) : hop.with({ n: data.n + 1, of: data.of, text: "hop" }),
  );
  const { stream, sendEvent } = workflow.createContext();
  sendEvent(hop.with({ n: 1, of: size, text: "hop" }));
  for await (const event of stream) {
    if (!stop.include(event)) continue;
    if (event.data.result !== size) throw new Error("hops are missing");
    return;
  }
}

export async function xstate(size: number): Promise<undefined> {
  const machine = setup({
    types: { context: {} as Hop, input: {} as Hop },
    actors: {
      hop: fromPromise<Hop, Hop>(async ({ input }) => shape.parse({ ...input, n: input.n + 1 })),
    },
  }).createMachine({
    context: ({ input }) => input,
    initial: "hopping",
    states: {
      hopping: {
        invoke: {
          src: "hop",
          input: ({ context }) => context,
          onDone: [
            { guard: ({ event }) => event.output.n === event.output.of, target: "done" },
            { target: "hopping", reenter: true, actions: assign(({ event }) => event.output) },
          ],
        },
      },
      done: { type: "final" },
    },
  });
  const actor = createActor(machine, { input: { n: 1, of: size, text: "hop" } });
  actor.start();
  await waitFor(actor, (snapshot) => snapshot.status === "done", { timeout: Number.POSITIVE_INFINITY });
}

/** Fan-out and fan-in, counted by hand since the peer has no collecting step. */
export async function llamaindexFanOut(size: number): Promise<undefined> {
  const workflow = createWorkflow();
  const start = zodEvent(z.object({ items: z.number() }));
  const item = zodEvent(z.object({ n: z.number() }));
  const done = zodEvent(z.object({ n: z.number() }));
  const stop = zodEvent(z.object({ result: z.number() }));
  let count = 0;
  workflow.handle([start], async ({ sendEvent }, { data }) => {
    for (let n = 0; n < data.items; n++) sendEvent(item.with({ n }));
  });
  workflow.handle([item], async (_context, { data }) => done.with({ n: data.n }));
  workflow.handle([done], async () => (++count === size ? stop.with({ result: count }) : undefined));
  const { stream, sendEvent } = workflow.createContext();
  sendEvent(start.with({ items: size }));
  for await (const event of stream) if (stop.include(event)) return;
}

import assert from "node:assert/strict";
import { Event, type InspectedRun, StartEvent, StopEvent, step, VERSION, Workflow } from "stepwright";
import { SimulatedClock } from "stepwright/testing";
import { z } from "zod";
import { type RuntimeHandle, runtimeRegistry } from "../../../src/runtime/registry.ts";
import { deferred } from "../support/deferred.ts";

class Item extends Event.with("Item", { n: z.number(), note: z.string().default("none") }) {}

function handle(): RuntimeHandle {
  const found = runtimeRegistry().runtimes.at(-1);
  assert.ok(found);
  return found;
}

describe("registry", () => {
  it("has the loaded copy of the runtime, with protocol and version", () => {
    assert.equal(handle().protocol, 1);
    assert.equal(handle().version, VERSION);
    assert.equal((globalThis as Record<symbol, unknown>)[Symbol.for("stepwright.runtimes")], runtimeRegistry());
  });

  it("knows the runs that have not ended, and attaches inspectors to present and future ones", async () => {
    const gate = deferred();
    const clock = new SimulatedClock();
    class Waits extends Workflow<{ n: number }> {
      @step(StartEvent) async begin(ev: StartEvent<{ n: number }>): Promise<Item> {
        await gate.promise;
        return new Item({ n: ev.n });
      }
      @step(Item) end(): StopEvent {
        return new StopEvent();
      }
    }
    const present = new Waits({ clock }).run({ n: 1 });
    await clock.settle();
    assert.ok([...handle().runs].some((run) => run.id === present.id));
    const heard: string[] = [];
    const detach = handle().attach({
      beforeDispatch: (run: InspectedRun, { step: name }) =>
        void heard.push(`${name} of ${run.id === present.id ? "present" : "future"}`),
    });
    const future = new Waits({ clock }).run({ n: 2 });
    gate.resolve();
    await Promise.all([present, future]);
    assert.deepEqual(heard.sort(), ["begin of future", "end of future", "end of present"]);
    assert.ok(![...handle().runs].some((run) => run.id === present.id));
    detach();
    await new Waits({ clock }).run({ n: 3 });
    assert.equal(heard.length, 3);
  });

  it("makes events, schemas of what a person may enter, and codec text for a debugger", () => {
    const made = handle().createEvent(Item, { n: 1 });
    assert.ok(made instanceof Item);
    assert.equal(made.note, "none");
    assert.throws(() => handle().createEvent(Item, { n: "one" }), /Item: n: /);
    assert.deepEqual(handle().inputSchema(Item)["required"], ["n"]);
    assert.deepEqual(handle().decode(handle().encode(new Map([[1, 2n]]))), new Map([[1, 2n]]));
    class Flow extends Workflow {
      @step(StartEvent) begin(): StopEvent {
        return new StopEvent();
      }
    }
    assert.equal(handle().stepFunction(new Flow(), "begin"), Flow.prototype.begin);
    assert.equal(handle().stepFunction(new Flow(), "nothing"), undefined);
  });
});

import assert from "node:assert/strict";
import { SimulatedClock } from "stepwright/testing";

describe("SimulatedClock", () => {
  it("stands still until it is told to go on", async () => {
    const clock = new SimulatedClock(1000);
    assert.equal(clock.now(), 1000);
    await clock.settle();
    assert.equal(clock.now(), 1000);
    await clock.advance(500);
    assert.equal(clock.now(), 1500);
    assert.equal(new Date(new SimulatedClock().now()).toISOString(), "2020-01-01T00:00:00.000Z");
  });

  it("fires what falls due in order, each at its own time, those of one time in the order they were set", async () => {
    const clock = new SimulatedClock(0);
    const fired: string[] = [];
    for (const [name, ms] of [
      ["c", 30],
      ["a", 10],
      ["b1", 20],
      ["b2", 20],
      ["late", 31],
    ] as const) {
      clock.setTimer(() => fired.push(`${name}@${clock.now()}`), ms);
    }
    assert.deepEqual(clock.pending, [10, 20, 20, 30, 31]);
    await clock.advance(30);
    assert.deepEqual(fired, ["a@10", "b1@20", "b2@20", "c@30"]);
    assert.deepEqual(clock.pending, [1]);
  });

  it("lets everything settle between two timers, and fires timers that are set meanwhile", async () => {
    const clock = new SimulatedClock(0);
    const order: string[] = [];
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimer(resolve, ms));
    const loop = async (name: string): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        await sleep(10);
        await Promise.resolve();
        order.push(`${name}@${clock.now()}`);
      }
    };
    const both = Promise.all([loop("a"), loop("b")]);
    await clock.advance(30);
    assert.deepEqual(order, ["a@10", "b@10", "a@20", "b@20", "a@30", "b@30"]);
    await both;
  });

  it("forgets timers that are cleared, and takes delays below 0 as 0", async () => {
    const clock = new SimulatedClock(0);
    let fired = 0;
    const timer = clock.setTimer(() => fired++, 5);
    clock.clearTimer(timer);
    clock.clearTimer(timer);
    clock.setTimer(() => fired++, -5);
    await clock.advance(0);
    assert.equal(fired, 1);
    await clock.advance(100);
    assert.equal(fired, 1);
  });
});

/** A run with a timeout of so many seconds; `freeze` blocks the process for longer than that, `compute` works for longer, `late` only waits. */
import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";

class Ping extends Event.with("Ping") {}

const [, , timeout, mode] = process.argv;

class Clock extends Workflow<object, string> {
  @step(StartEvent)
  async begin(): Promise<Ping> {
    // What V8 does at a line breakpoint: no JavaScript, no timer, no I/O.
    if (mode === "freeze") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_000);
    if (mode === "compute") for (const end = Date.now() + 1_000; Date.now() < end; );
    await new Promise((done) => setTimeout(done, mode === "late" ? 10_000 : 20).unref());
    return new Ping();
  }

  @step(Ping)
  async end(): Promise<StopEvent<string>> {
    return new StopEvent({ result: "in time" });
  }
}

try {
  console.log(await new Clock({ timeout: Number(timeout) }).run({}));
} catch (error) {
  console.log(String(error));
}

/** What can go wrong, by argument: `retry`, `final`, `handled`, `unhandled`, `timeout`. */
import {
  catchError,
  Event,
  retryPolicy,
  StartEvent,
  type StepFailedEvent,
  StopEvent,
  step,
  stopAfterAttempt,
  Workflow,
  waitFixed,
} from "stepwright";
import { z } from "zod";

class Task extends Event.with("Task", { n: z.number() }) {}
class Lost extends Event.with("Lost", { n: z.number() }) {}

let attempts = 0;

class Flaky extends Workflow<{ n: number }, string> {
  @step(StartEvent)
  async begin(ev: StartEvent<{ n: number }>): Promise<Task> {
    return new Task({ n: ev.n });
  }

  @step(Task, { retry: retryPolicy({ stop: stopAfterAttempt(2), wait: waitFixed(0.02) }) })
  async work(ev: Task): Promise<StopEvent<string>> {
    attempts++;
    if (mode === "retry" && attempts > 1) return new StopEvent({ result: `done at ${attempts}` });
    throw new Error(`task ${ev.n} broke`, { cause: new TypeError("a cable was cut") });
  }
}

class Handled extends Flaky {
  @catchError({ steps: ["work"] })
  async recover(ev: StepFailedEvent): Promise<StopEvent<string>> {
    return new StopEvent({ result: `recovered from ${(ev.exception as Error).message}` });
  }
}

class Unhandled extends Workflow<{ n: number }, string> {
  @step(StartEvent)
  async begin(ev: StartEvent<{ n: number }>): Promise<Array<Lost | StopEvent<string>>> {
    return [new Lost({ n: ev.n }), new StopEvent({ result: "without it" })];
  }
}

class Slow extends Workflow<{ n: number }, string> {
  @step(StartEvent)
  async begin(): Promise<StopEvent<string>> {
    await new Promise((done) => setTimeout(done, 60_000).unref());
    return new StopEvent({ result: "late" });
  }
}

const mode = process.argv[2];
const flows = { retry: Flaky, final: Flaky, handled: Handled, unhandled: Unhandled, timeout: Slow };
const Flow = flows[mode as keyof typeof flows];
try {
  console.log(await new Flow({ timeout: mode === "timeout" ? 0.2 : 60 }).run({ n: 4 }));
} catch (error) {
  console.log(`failed: ${(error as Error).message}`);
}

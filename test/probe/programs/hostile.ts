/** Throws something that throws when its message is read. */
import { StartEvent, type StopEvent, step, Workflow } from "stepwright";

class Hostile extends Error {
  override get message(): string {
    throw new Error("do not look");
  }
}

class Flow extends Workflow<object, string> {
  @step(StartEvent)
  async begin(): Promise<StopEvent<string>> {
    throw Object.assign(Object.create(Hostile.prototype) as object, {});
  }
}

try {
  await new Flow({ timeout: 10 }).run({});
} catch {
  console.log("failed, as it should");
}

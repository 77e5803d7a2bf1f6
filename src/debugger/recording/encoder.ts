import type { Event, EventClass } from "../../runtime/events/event.ts";
import type { InspectedRun } from "../../runtime/inspector.ts";
import { encodeFields, encodeValue } from "./encode.ts";
import type { ClassLine, Recorded, RecordedEvent } from "./format.ts";
import { type Secrets, secretsAt, secretsOf } from "./secrets.ts";

/** Writes events and state without what their schemas mark as secret. */
export class Encoder {
  #classes = new Map<EventClass, Secrets | undefined>();
  readonly #states = new WeakMap<object, Secrets | undefined>();
  readonly #seen: (line: ClassLine) => void;

  /** `seen` is told of each event class before its first event. */
  constructor(seen: (line: ClassLine) => void) {
    this.#seen = seen;
  }

  /** Each class is told again before its next event. */
  forget(): void {
    this.#classes = new Map();
  }

  value(value: unknown): Recorded {
    return encodeValue(value);
  }

  event(event: Event): RecordedEvent {
    return [event.$type, encodeFields(event, this.#secretsOf(event))];
  }

  /** What is written to a path of the run's state; `""` is all of it. */
  stored(run: InspectedRun, path: string, value: unknown): Recorded {
    return encodeValue(value, secretsAt(this.#secretsOfState(run.workflow), path));
  }

  /** A stop event's result. */
  result(event: Event, result: unknown): Recorded {
    const secrets = this.#secretsOf(event);
    return encodeValue(result, secrets?.fields?.get("result") ?? secrets);
  }

  #secretsOf(event: Event): Secrets | undefined {
    const cls = event.constructor as unknown as EventClass;
    if (this.#classes.has(cls)) return this.#classes.get(cls);
    const secrets = secretsOf(cls.schema);
    this.#classes.set(cls, secrets);
    this.#seen({ type: "class", name: event.$type, extends: namesOf(cls), kind: cls.kind });
    return secrets;
  }

  #secretsOfState(workflow: object): Secrets | undefined {
    const cls = workflow.constructor as unknown as { schemas?: { state?: unknown } };
    if (!this.#states.has(cls)) this.#states.set(cls, secretsOf(cls.schemas?.state));
    return this.#states.get(cls);
  }
}

function namesOf(cls: EventClass): string[] {
  const names = new Set<string>();
  let c: unknown = cls;
  while (typeof c === "function" && c !== Function.prototype) {
    names.add((c as unknown as { $type: string }).$type);
    names.add(c.name);
    c = Object.getPrototypeOf(c);
  }
  return [...names].filter((name) => name !== "");
}

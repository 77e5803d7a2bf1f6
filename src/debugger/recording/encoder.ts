import type { Event, EventClass } from "../../runtime/events/event.ts";
import type { InspectedRun } from "../../runtime/inspector.ts";
import { encodeFields, encodeValue } from "./encode.ts";
import type { ClassLine, Recorded, RecordedEvent } from "./format.ts";
import { WorkflowSecrets } from "./workflow-secrets.ts";

/** Writes what a run has without what the schemas of its events and its workflow mark as secret. */
export class Encoder {
  #told = new Set<EventClass>();
  readonly #workflows = new WeakMap<object, WorkflowSecrets>();
  readonly #seen: (line: ClassLine) => void;

  /** `seen` is told of each event class before its first event. */
  constructor(seen: (line: ClassLine) => void) {
    this.#seen = seen;
  }

  /** Each class is told again before its next event. */
  forget(): void {
    this.#told = new Set();
  }

  value(run: InspectedRun, value: unknown): Recorded {
    return encodeValue(value, undefined, this.#of(run).ofEvent);
  }

  event(run: InspectedRun, event: Event): RecordedEvent {
    const cls = event.constructor as unknown as EventClass;
    if (!this.#told.has(cls)) {
      this.#told.add(cls);
      this.#seen({ type: "class", name: event.$type, extends: namesOf(cls), kind: cls.kind });
    }
    const { ofEvent } = this.#of(run);
    return [event.$type, encodeFields(event, ofEvent(event), ofEvent)];
  }

  /** What is written to a path of the run's state; `""` is all of it. */
  stored(run: InspectedRun, path: string, value: unknown): Recorded {
    const { state, ofEvent } = this.#of(run);
    return encodeValue(value, state?.below(path), ofEvent);
  }

  /** What the run ended with: its last event, or what that has as its result. */
  result(run: InspectedRun, event: Event, result: unknown): Recorded {
    const { ofEvent } = this.#of(run);
    const secrets = ofEvent(event);
    return encodeValue(result, result === event ? secrets : secrets?.at("result"), ofEvent);
  }

  /** Fields that an awaited event must have. */
  awaited(run: InspectedRun, event: string, fields: object): Recorded {
    const { ofClass, ofEvent } = this.#of(run);
    const cls = run.eventClass(event);
    return encodeValue(fields, cls && ofClass(cls), ofEvent);
  }

  #of({ workflow }: InspectedRun): WorkflowSecrets {
    const known = this.#workflows.get(workflow.constructor) ?? new WorkflowSecrets(workflow.constructor);
    this.#workflows.set(workflow.constructor, known);
    return known;
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

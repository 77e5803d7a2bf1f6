import type { EventClass } from "../../runtime/events/event.ts";
import type { SecretsOfEvent } from "./encode.ts";
import type { Schema } from "./schema.ts";
import { Secrets } from "./secrets.ts";

/** What is secret in a workflow's runs. */
export class WorkflowSecrets {
  readonly state: Secrets | undefined;
  readonly #input: Schema | undefined;
  readonly #result: Schema | undefined;
  readonly #classes = new Map<unknown, Secrets | undefined>();

  /** `workflow` is the workflow's class. */
  constructor(workflow: object) {
    const { schemas = {} } = workflow as { readonly schemas?: Readonly<Record<string, Schema | undefined>> };
    this.state = Secrets.of(schemas["state"]);
    this.#input = schemas["input"];
    this.#result = schemas["result"];
  }

  readonly ofEvent: SecretsOfEvent = ({ constructor: cls }) => this.ofClass(cls as unknown as EventClass);

  /** The workflow's schemas of input and result are those of the events that carry them. */
  readonly ofClass = (cls: EventClass): Secrets | undefined => {
    if (!this.#classes.has(cls)) this.#classes.set(cls, Secrets.of(cls.schema, this.#schemaOf(cls)));
    return this.#classes.get(cls);
  };

  #schemaOf(cls: EventClass): Schema | undefined {
    if (cls.kind === "start") return this.#input;
    if (cls.kind !== "stop" || this.#result === undefined) return undefined;
    // Of a subclass the event itself is the result.
    return cls.$type === "StopEvent" ? { def: { type: "object", shape: { result: this.#result } } } : this.#result;
  }
}

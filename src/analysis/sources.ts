import { ts } from "ts-morph";
import { ChildWorkflows } from "./child-workflows.ts";
import { Contexts } from "./contexts.ts";
import { EventClasses } from "./event-classes.ts";
import { EventFields } from "./event-fields.ts";
import { Events } from "./events.ts";
import { Calls } from "./frames.ts";
import { Meanings } from "./meanings.ts";
import type { Modules } from "./modules.ts";
import { Productions } from "./productions.ts";
import { optionValue, Steps } from "./steps.ts";
import { TypeNodes } from "./type-nodes.ts";
import type { TypeOracle } from "./type-oracle.ts";
import { unwrap } from "./unwrap.ts";
import { Workflows } from "./workflows.ts";
import { ZodTypes } from "./zod-types.ts";

/** The readers of one state of the sources. What they remember holds until a file changes; then a new set is made. */
export class Sources {
  readonly meanings: Meanings;
  readonly events: Events;
  readonly workflows: Workflows;
  readonly steps: Steps;
  readonly types: TypeNodes;
  readonly contexts: Contexts;
  readonly calls: Calls;
  readonly classes: EventClasses;
  readonly children: ChildWorkflows;
  readonly productions: Productions;
  readonly fields: EventFields;

  constructor(
    readonly modules: Modules,
    oracle?: (sources: Sources) => TypeOracle,
  ) {
    this.meanings = new Meanings(modules);
    this.events = new Events(this.meanings);
    this.workflows = new Workflows(this.meanings);
    this.steps = new Steps(this.meanings, this.events);
    this.types = new TypeNodes(this.meanings, this.events);
    const answers = oracle?.(this);
    this.contexts = new Contexts(this.meanings);
    this.calls = new Calls(this.meanings, this.contexts);
    this.classes = new EventClasses(this.events, this.calls);
    this.children = new ChildWorkflows(this.workflows, this.meanings, this.calls, this.contexts, answers);
    this.productions = new Productions(this.calls, this.contexts, this.classes, this.types, answers);
    this.fields = new EventFields(new ZodTypes(this.meanings), this.meanings, answers);
  }

  /** The `input` of `Workflow.with({ input: { … } })`. */
  inputOf(config: ts.Expression): ts.Expression | undefined {
    const object = unwrap(config);
    return ts.isObjectLiteralExpression(object) ? optionValue(object, "input") : undefined;
  }
}

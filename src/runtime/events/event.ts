import { z } from "zod";
import { EventValidationError, type FieldIssue, WorkflowConfigurationError } from "../errors.ts";

/** Which family an event belongs to: decides who may produce, consume or answer it. */
export type EventKind = "event" | "start" | "stop" | "inputRequired" | "humanResponse" | "stepFailed";

const NAME = Symbol("stepwright.eventName");
const ANONYMOUS = Symbol("stepwright.anonymousBase");

/**
 * A typed message between steps. Make one with `class Retrieved extends Event.with("Retrieved", { query: z.string() }) {}`:
 * the constructor validates, the fields are own and readonly, the instance is frozen.
 *
 * A plain `class Ping extends Event {}` works too: it takes whatever fields it is given, and its name is the class's
 * (which a minifier may change; `Event.with` names survive).
 */
export class Event {
  /** The class's event name. */
  static get $type(): string {
    return nameOf(this as unknown as EventClass);
  }
  declare static readonly schema: z.ZodObject | undefined;
  static readonly kind: EventKind = "event";

  /** The event's name: its identity in routing, in journals and on the wire. On the prototype, not an own field. */
  declare readonly $type: string;

  /** @throws EventValidationError naming the event, the path and what was expected. */
  constructor(fields?: object) {
    const cls = new.target as unknown as EventClass;
    nameOf(cls);
    Object.assign(this, cls.schema ? parseFields(cls, fields) : plainFields(cls, fields));
    Object.freeze(this);
  }

  /**
   * A base class for an event of this name and these fields.
   * @param name identity in routing, journals and on the wire.
   * @param shape zod types by field, as for `z.object`.
   */
  static with<const Name extends string, Shape extends z.ZodRawShape = Record<never, never>>(
    name: Name,
    shape?: Shape,
  ): EventSubclass<Event, Name, Shape> {
    if (typeof name !== "string" || !/^[\p{L}_$][\p{L}\p{N}_$.-]*$/u.test(name)) {
      throw new WorkflowConfigurationError(
        `Event.with(${JSON.stringify(name)}): an event's name is one word that starts with a letter, e.g. Event.with("Retrieved", { … }).`,
      );
    }
    if (shape && "$type" in shape) {
      throw new WorkflowConfigurationError(
        `Event.with("${name}"): "$type" is the event's own name, give the field another one.`,
      );
    }
    const inherited = (this as unknown as EventClass).schema;
    const base = class extends this {};
    Object.defineProperty(base, "name", { value: name });
    Object.defineProperty(base, "schema", { value: inherited ? inherited.extend(shape ?? {}) : z.object(shape ?? {}) });
    Object.defineProperty(base, ANONYMOUS, { value: base });
    setName(base as unknown as EventClass, name);
    return base as unknown as EventSubclass<Event, Name, Shape>;
  }

  /** The fields with `$type`, as plain data. For Dates, Maps and the like use the codec's `encode`. */
  toJSON(): Record<string, unknown> {
    return { $type: this.$type, ...Object.fromEntries(Object.entries(this)) };
  }
}
Object.defineProperty(Event, "schema", { value: undefined });
setName(Event, "Event");

/** Any event class, as steps and waits name it. */
export interface EventClass<E extends Event = Event> {
  // biome-ignore lint/suspicious/noExplicitAny: a constructor of whatever arguments
  new (...fields: any[]): E;
  readonly $type: string;
  readonly schema: z.ZodObject | undefined;
  readonly kind: EventKind;
  readonly prototype: Event;
}

type Fields<Shape extends z.ZodRawShape> = Readonly<z.output<z.ZodObject<Shape>>>;
type FieldsInput<Shape extends z.ZodRawShape> = z.input<z.ZodObject<Shape>>;

/** What `Event.with(name, shape)` makes: extend it. */
export interface EventSubclass<Base extends Event, Name extends string, Shape extends z.ZodRawShape> {
  new (
    ...fields: Record<never, never> extends FieldsInput<Shape>
      ? [fields?: FieldsInput<Shape>]
      : [fields: FieldsInput<Shape>]
  ): Base & { readonly $type: Name } & Fields<Shape>;
  readonly $type: Name;
  readonly schema: z.ZodObject<Shape>;
  readonly kind: EventKind;
  readonly prototype: Base & { readonly $type: Name } & Fields<Shape>;
  with<const SubName extends string, SubShape extends z.ZodRawShape = Record<never, never>>(
    name: SubName,
    shape?: SubShape,
  ): EventSubclass<Base, SubName, Omit<Shape, keyof SubShape> & SubShape>;
}

/** The event's name; gives a plain subclass its class's name on the first call. */
export function nameOf(cls: EventClass): string {
  const named = cls as EventClass & { [NAME]?: { cls: EventClass; name: string }; [ANONYMOUS]?: EventClass };
  if (named[NAME]?.cls === cls) return named[NAME].name;
  // `class Retrieved extends Event.with("Retrieved")`: the class right below the anonymous base carries the base's name.
  const parent = Object.getPrototypeOf(cls) as EventClass;
  return setName(cls, named[ANONYMOUS] === parent ? nameOf(parent) : cls.name);
}

function setName(cls: EventClass, name: string): string {
  Object.defineProperty(cls, NAME, { value: { cls, name } });
  Object.defineProperty(cls.prototype, "$type", { value: name });
  return name;
}

/** The event's own name and those of the event classes it extends, nearest first, without the anonymous bases. */
export function lineageOf(cls: EventClass): string[] {
  const names: string[] = [];
  for (let c = cls; typeof c === "function" && c !== Function.prototype; c = Object.getPrototypeOf(c) as EventClass) {
    const name = nameOf(c);
    if (names.at(-1) !== name) names.push(name);
  }
  return names;
}

export function isEventClass(value: unknown): value is EventClass {
  return typeof value === "function" && (value === Event || value.prototype instanceof Event);
}

/** An instance from fields that were validated before (journals, snapshots): transforms do not run twice. */
export function restoreEvent(cls: EventClass, fields: Record<string, unknown>): Event {
  nameOf(cls);
  return Object.freeze(Object.assign(Object.create(cls.prototype) as Event, fields));
}

/** An event read back where its class was not known, as an instance of that class; any other as it is. */
export function asInstance(event: Event, cls: EventClass): Event {
  if (event.$type !== nameOf(cls) || event instanceof cls) return event;
  return restoreEvent(cls, Object.fromEntries(Object.entries(event)));
}

function parseFields(cls: EventClass, fields: object | undefined): object {
  const parsed = (cls.schema as z.ZodObject).safeParse(fields ?? {});
  if (parsed.success) return parsed.data;
  throw new EventValidationError(cls.$type, parsed.error.issues.map(toIssue), { cause: parsed.error });
}

/** Any fields but `$type`, which is the event's own: an event that became JSON and comes back has it. */
function plainFields(cls: EventClass, fields: object | undefined): object | undefined {
  if (fields === undefined || fields === null) return undefined;
  if (typeof fields !== "object") {
    throw new EventValidationError(cls.$type, [
      { path: "", message: `expected an object with fields, got ${typeof fields}` },
    ]);
  }
  if (!Object.hasOwn(fields, "$type")) return fields;
  const { $type, ...others } = fields as { $type: unknown };
  if ($type === cls.$type) return others;
  throw new EventValidationError(cls.$type, [{ path: "$type", message: "is the event's own name, not a field" }]);
}

/** One zod issue as a path and a sentence. */
export function toIssue(issue: z.core.$ZodIssue): FieldIssue {
  let path = "";
  for (const key of issue.path) {
    path += typeof key === "number" ? `[${key}]` : path ? `.${String(key)}` : String(key);
  }
  return { path, message: issue.message };
}

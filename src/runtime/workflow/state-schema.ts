import { z } from "zod";
import { withPath } from "../context/path.ts";
import { frozenCopy } from "../context/values.ts";
import { EventValidationError, type FieldIssue } from "../errors.ts";
import { toIssue } from "../events/event.ts";

type State = Readonly<Record<string, unknown>>;
type Changes = ReadonlyArray<readonly [path: string, value: unknown]>;

/** The state's schema of `Workflow.with`, held against every write. */
export class StateSchema {
  readonly #workflow: string;
  readonly #schema: z.ZodObject;
  /** Fields whose schema is one of the value it reads, not of the one it makes: what is kept cannot be read again. */
  readonly #transforming: ReadonlySet<string>;

  constructor(workflow: string, schema: z.ZodObject) {
    this.#workflow = workflow;
    this.#schema = schema;
    const fields = Object.entries(schema.shape);
    this.#transforming = new Set(fields.filter(([, field]) => transforms(field)).map(([name]) => name));
  }

  /** What a run begins with: the given values, and the defaults of others. @throws EventValidationError */
  initial(given: unknown): State {
    return this.#read(this.#schema, given);
  }

  /** What a run begins with that goes on with the state of another: values that were transformed are not so again. */
  goingOn(given: State): State {
    const kept = Object.entries(given).filter(([name]) => this.#transforming.has(name));
    const others = Object.entries(this.#schema.shape).filter(([name]) => !kept.some(([one]) => one === name));
    const read = this.#read(z.object(Object.fromEntries(others)), given);
    return frozenCopy({ ...read, ...Object.fromEntries(kept) }, "") as State;
  }

  #read(schema: z.ZodObject, given: unknown): State {
    const parsed = schema.safeParse(given);
    if (!parsed.success) throw this.#error(parsed.error.issues.map(toIssue), parsed.error);
    return frozenCopy(parsed.data, "") as State;
  }

  /**
   * What is written where `changes` are asked for: the same, or the defaults where the state is emptied.
   * @throws EventValidationError naming the field that would not fit.
   */
  checked(before: State, changes: Changes, clear: boolean): Changes {
    if (clear && changes.length === 0) return Object.entries(this.initial({}));
    let after: State = clear ? {} : before;
    for (const [path, value] of changes) after = withPath(after, path, value);
    const touched = clear ? Object.keys({ ...this.#schema.shape, ...after }) : changes.map(([path]) => firstKey(path));
    const issues = [...new Set(touched)].flatMap((name) => this.#issues(name, after[name]));
    if (issues.length > 0) throw this.#error(issues);
    return changes;
  }

  #issues(name: string, value: unknown): FieldIssue[] {
    const field = Object.hasOwn(this.#schema.shape, name) ? (this.#schema.shape[name] as z.ZodType) : undefined;
    if (!field) {
      const fields = Object.keys(this.#schema.shape).join(", ");
      return [{ path: name, message: `the state has no such field. Fields: ${fields}` }];
    }
    if (this.#transforming.has(name)) return [];
    const parsed = field.safeParse(value);
    return parsed.success ? [] : parsed.error.issues.map((issue) => toIssue({ ...issue, path: [name, ...issue.path] }));
  }

  #error(issues: readonly FieldIssue[], cause?: unknown): EventValidationError {
    return new EventValidationError(`Workflow ${this.#workflow}, state`, issues, { cause });
  }
}

function firstKey(path: string): string {
  const dot = path.indexOf(".");
  return dot < 0 ? path : path.slice(0, dot);
}

/** Whether reading a value makes another one of it, anywhere in it. */
function transforms(schema: unknown, seen = new Set<unknown>()): boolean {
  if (schema === null || typeof schema !== "object" || seen.has(schema)) return false;
  seen.add(schema);
  const { def } = (schema as { _zod?: { def: { type: string } } })._zod ?? {};
  if (def?.type === "pipe" || def?.type === "transform" || def?.type === "lazy") return true;
  return Object.values(def ?? schema).some((part) => transforms(part, seen));
}

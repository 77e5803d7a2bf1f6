import { types } from "node:util";
import type { z } from "zod";
import type { variable } from "../protocol/probe.ts";
import { type Child, type Children, childrenOf, listed } from "./children.ts";
import { eventNameOf, preview, typeOf } from "./preview.ts";
import type { RunRecord } from "./runs.ts";

export type Variable = z.infer<typeof variable>;

type Draft = { -readonly [K in keyof Variable]: Variable[K] };
type Key = string | number;

/** Something that setVariable may change: an event before its dispatch, the state. */
export interface Editable {
  /** Where its paths are paths of the run's state. */
  readonly isState?: boolean;
  read(): unknown;
  /** `path` leads from the root to what gets the value. Throws where it is not valid. */
  write(path: readonly Key[], value: unknown): void;
}

/** What a handle stands for. */
interface Holder {
  /** The handle lives until this run goes on; without an owner it is the console's. */
  readonly owner: RunRecord | undefined;
  children(): Children | undefined;
  readonly editable?: Editable;
  readonly path: readonly Key[];
  /** Of a value that is binary. */
  readonly bytes?: Uint8Array;
}

/** Most children that are sent to who does not ask for pages. */
const PAGE = 500;
/** Most bytes of one answer. */
const MAX_BYTES = 1_000_000;
/** The console's handles outlive a stop; the oldest go first. */
const CONSOLE_HANDLES = 5_000;

/** Handles for what a client may open, and what it finds inside. Values are looked at only when they are opened. */
export class VariableStore {
  readonly #holders = new Map<number, Holder>();
  readonly #consoleHandles = new Set<number>();
  #last: number;

  /** Handles count up from there. */
  constructor(first = 0) {
    this.#last = first;
  }

  /** A handle for a value made up of parts, e.g. a scope. */
  open(owner: RunRecord | undefined, children: () => Children | undefined): number {
    return this.#add({ owner, children, path: [] });
  }

  /** A handle for the root of something that can be edited. */
  openEditable(owner: RunRecord, editable: Editable, evaluateName: string): number {
    return this.#add({ owner, children: () => childrenOf(editable.read(), evaluateName), editable, path: [] });
  }

  /** A value with a handle to open it, where it has something inside. */
  describe(owner: RunRecord | undefined, child: Child): Variable {
    return this.#describe(owner, child, undefined);
  }

  variables(reference: number, start = 0, count?: number, filter?: "indexed" | "named"): Variable[] {
    const holder = this.#get(reference);
    const children = holder.children();
    if (children === undefined) return [];
    const found: Variable[] = [];
    if (filter !== "named") this.#page(found, holder, children.indexedCount, children.indexed, start, count);
    if (filter !== "indexed") {
      const offset = filter === "named" ? start : Math.max(0, start - children.indexedCount);
      this.#page(found, holder, children.namedCount, children.named, offset, count && count - found.length);
    }
    return found;
  }

  /** The run that a handle belongs to; undefined for the console's. */
  ownerOf(reference: number): RunRecord | undefined {
    return this.#get(reference).owner;
  }

  /** Changes a child by name and returns it as it is now. */
  set(reference: number, name: string, value: unknown): Variable {
    const holder = this.#get(reference);
    const child = this.#find(holder, name);
    if (holder.editable === undefined || child?.key === undefined) {
      throw new Error(`"${name}" cannot be changed: fields of an event before its dispatch and the state can.`);
    }
    holder.editable.write([...holder.path, child.key], value);
    const changed = this.#find(holder, name);
    if (changed === undefined) throw new Error(`"${name}" is not there any more.`);
    return this.#describe(holder.owner, changed, holder);
  }

  /** A part of a binary value. Throws for a handle of anything else. */
  memory(reference: number, offset: number, count: number): { data: string; length: number } {
    const { bytes } = this.#get(reference);
    if (bytes === undefined) throw new Error("This value has no bytes to read.");
    const start = Math.min(Math.max(0, offset), bytes.length);
    const part = bytes.subarray(start, Math.min(bytes.length, start + Math.min(count, MAX_BYTES)));
    return { data: Buffer.from(part).toString("base64"), length: bytes.length };
  }

  /** The path of the state that a child stands for. Throws where it stands for something else. */
  statePath(reference: number, name: string): { workflow: string; path: string } {
    const holder = this.#get(reference);
    const { owner, editable, path } = holder;
    const child = this.#find(holder, name);
    if (owner === undefined || editable?.isState !== true) {
      throw new Error(`Only values of the run's state can be watched: "${name}" is none.`);
    }
    if (child?.key === undefined || String(child.key).includes(".")) {
      throw new Error(`"${name}" has no path in the state of its own: watch the value that holds it.`);
    }
    return { workflow: owner.run.workflowName, path: [...path, child.key].join(".") };
  }

  /** The current value of a child, for a change of a part of it. */
  #find(holder: Holder, name: string): Child | undefined {
    const children = holder.children();
    if (children === undefined) return undefined;
    if (/^\d+$/.test(name) && Number(name) < children.indexedCount) return children.indexed(Number(name), 1)[0];
    return children.named(0, children.namedCount).find((child) => child.name === name);
  }

  /** Forgets the handles of runs that go on. */
  forget(owners: ReadonlySet<RunRecord>): void {
    for (const [reference, { owner }] of this.#holders) {
      if (owner !== undefined && owners.has(owner)) this.#holders.delete(reference);
    }
  }

  #page(
    into: Variable[],
    holder: Holder,
    total: number,
    read: (start: number, count: number) => Child[],
    start: number,
    count: number | undefined,
  ): void {
    const size = count === undefined || count <= 0 ? PAGE : count;
    for (const child of read(start, size)) into.push(this.#describe(holder.owner, child, holder));
    const rest = total - start - size;
    if (count !== undefined || rest <= 0) return;
    const reference = this.#add({
      ...holder,
      children: () => ({ ...listed([]), namedCount: rest, named: (from, n) => read(start + size + from, n) }),
    });
    into.push({ name: "…", value: `${rest.toLocaleString("en")} more`, reference, kind: "virtual" });
  }

  #describe(owner: RunRecord | undefined, child: Child, parent: Holder | undefined): Variable {
    const { name, value, evaluateName, kind, get } = child;
    // Filled in key by key: pages of hundreds are made of these.
    const described: Draft = { name, value: "(...)", reference: 0 };
    if (evaluateName !== undefined) described.evaluateName = evaluateName;
    if (kind !== undefined) described.kind = kind;
    if (get !== undefined) {
      described.reference = this.#add({ owner, children: () => listed([run(name, get)]), path: [] });
      described.lazy = true;
      return described;
    }
    const editable = parent?.editable !== undefined && child.key !== undefined ? parent.editable : undefined;
    if (editable === undefined) described.attributes = ["readOnly"];
    described.value = child.text ?? preview(value);
    described.type = typeOf(value);
    const eventName = typeof value === "object" && value !== null ? eventNameOf(value) : undefined;
    if (eventName !== undefined) described.eventName = eventName;
    const children = childrenOf(value, evaluateName);
    if (children === undefined || children.indexedCount + children.namedCount === 0) return described;
    const bytes = bytesOf(value);
    described.reference = this.#add(
      editable === undefined || parent === undefined
        ? { owner, children: () => childrenOf(value, evaluateName), path: [], ...(bytes && { bytes }) }
        : { ...holderAt(owner, editable, [...parent.path, child.key as Key], evaluateName), ...(bytes && { bytes }) },
    );
    if (children.indexedCount > 0) {
      described.indexedCount = children.indexedCount;
      described.namedCount = children.namedCount;
    }
    if (bytes) described.isBinary = true;
    return described;
  }

  #add(holder: Holder): number {
    const reference = ++this.#last;
    this.#holders.set(reference, holder);
    if (holder.owner === undefined) {
      this.#consoleHandles.add(reference);
      if (this.#consoleHandles.size > CONSOLE_HANDLES) {
        const [oldest] = this.#consoleHandles;
        this.#consoleHandles.delete(oldest as number);
        this.#holders.delete(oldest as number);
      }
    }
    return reference;
  }

  #get(reference: number): Holder {
    const holder = this.#holders.get(reference);
    if (holder === undefined) throw new Error("This value is no longer available: the run has gone on since.");
    return holder;
  }
}

/** Follows what is there now: an edit replaces the event, and the state is copied on write. */
function holderAt(
  owner: RunRecord | undefined,
  editable: Editable,
  path: readonly Key[],
  evaluateName: string | undefined,
): Holder {
  return { owner, editable, path, children: () => childrenOf(valueAt(editable.read(), path), evaluateName) };
}

function valueAt(root: unknown, path: readonly Key[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

function run(name: string, get: () => unknown): Child {
  try {
    return { name, value: get() };
  } catch (error) {
    return { name, value: undefined, text: `<${preview(error)}>` };
  }
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  if (!ArrayBuffer.isView(value)) return undefined;
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

import { encodeValue, TAG } from "../recording/encode.ts";
import type { Recorded } from "../recording/format.ts";
import { NotRecorded } from "./decode.ts";

type Path = (string | number)[];

/** What a person changed in a value, as a recording would hold it. */
export interface Difference {
  readonly path: Path;
  readonly value: Recorded;
}

/** The smallest parts in which a value is another one. Throws where one of them cannot be sent to the program. */
export function differences(before: unknown, after: unknown, path: Path = []): Difference[] {
  if (Object.is(before, after)) return [];
  if (areAlike(before, after)) {
    const [old, now] = [before as Parts, after as Parts];
    return keysOf(now).flatMap((key) =>
      Object.hasOwn(old, key)
        ? differences(old[key], now[key], [...path, key])
        : [{ path: [...path, key], value: sendable(now[key]) }],
    );
  }
  // What is read again from a recording is another object.
  if (JSON.stringify(encodeValue(before)) === JSON.stringify(encodeValue(after))) return [];
  return [{ path, value: sendable(after) }];
}

/** A value as the program can read it. Throws where only the program has it, or the recording does not have all of it. */
export function sendable(value: unknown): Recorded {
  const recorded = encodeValue(value);
  const missing = missingIn(recorded);
  if (missing === undefined) return recorded;
  throw new Error(
    `A new run cannot begin with this value: it holds ${missing}, of which the recording has no more than that. Change what is beside it one by one.`,
  );
}

/** What the program cannot read: an object of one of its classes, or what stands for something that was not recorded. */
function missingIn(recorded: Recorded): string | undefined {
  if (typeof recorded !== "object" || recorded === null) return undefined;
  const { [TAG]: kind, fields, class: cls, text, length } = recorded as Readonly<Record<string, Recorded>>;
  if (kind === "Instance") {
    return cls === NotRecorded.name ? `"${(fields as { text: string }).text}"` : `an object of the class ${cls}`;
  }
  if (kind === "Opaque") return `"${text}"`;
  if (kind === "Text" || (kind === "Uint8Array" && length !== undefined)) return "a value that is too long";
  const inner = kind === "Object" || kind === "Event" ? fields : recorded;
  for (const part of Object.values(inner as object)) {
    const missing = missingIn(part);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

type Parts = Readonly<Record<string | number, unknown>>;

/** Whether both are lists of a length, or plain objects of which the second has all that the first has. */
function areAlike(before: unknown, after: unknown): boolean {
  if (Array.isArray(before)) return Array.isArray(after) && before.length === after.length;
  return isPlain(before) && isPlain(after) && Object.keys(before).every((key) => Object.hasOwn(after, key));
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function keysOf(value: object): (string | number)[] {
  return Array.isArray(value) ? [...value.keys()] : Object.keys(value);
}

/** The part of JSON schema that package.json's `configurationAttributes` uses. */
export interface AttributeSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: AttributeSchema;
}

/** Keys that VS Code itself reads in every launch configuration. */
const COMMON = new Set([
  "type",
  "request",
  "name",
  "presentation",
  "preLaunchTask",
  "postDebugTask",
  "internalConsoleOptions",
  "debugServer",
  "serverReadyAction",
  "suppressMultipleSessionWarning",
  "noDebug",
  "windows",
  "linux",
  "osx",
]);

/**
 * What is wrong with a configuration's keys, as sentences that name the key and the way out. `properties` are those of
 * package.json, so that the editor's completion and this check know the same keys.
 */
export function wrongKeys(
  configuration: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, AttributeSchema>>,
): readonly string[] {
  return Object.entries(configuration).flatMap(([key, value]) => {
    if (COMMON.has(key) || key.startsWith("__") || value === undefined) return [];
    const schema = properties[key];
    if (!schema)
      return [`"${key}" is not a key of a Stepwright launch configuration.${suggestion(key, Object.keys(properties))}`];
    const expected = mismatch(value, schema);
    return expected === undefined ? [] : [`"${key}" must be ${expected}; it is ${JSON.stringify(value)}.`];
  });
}

/** What the schema expects, where the value is something else. */
function mismatch(value: unknown, schema: AttributeSchema): string | undefined {
  // `${command:…}` and `${input:…}` may become anything.
  if (typeof value === "string" && value.includes("${")) return undefined;
  if (schema.enum && schema.type === undefined && !schema.enum.includes(value)) {
    return `one of ${schema.enum.map((option) => JSON.stringify(option)).join(", ")}`;
  }
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.includes(typeOf(value))) return types.map((type) => NAMES[type] ?? type).join(" or ");
  if (schema.enum && typeof value === "string" && !schema.enum.includes(value)) {
    return `one of ${schema.enum.map((option) => JSON.stringify(option)).join(", ")}`;
  }
  if (Array.isArray(value) && schema.items) {
    const wrong = value.find((item) => mismatch(item, schema.items ?? {}) !== undefined);
    if (wrong !== undefined) return `a list of which each is ${mismatch(wrong, schema.items)}`;
  }
  return undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function suggestion(key: string, known: readonly string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(1, Math.floor(key.length / 3))
    ? ` Did you mean "${best.candidate}"?`
    : ` The keys are ${known.join(", ")}.`;
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

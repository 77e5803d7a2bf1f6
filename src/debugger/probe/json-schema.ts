/** What is read of a JSON schema of an event's fields. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly FieldSchema[];
}

/** The one field that a plain text is meant for: `response`, the only field, or the only one that is required. */
export function fieldForText(schema: Record<string, unknown>): string | undefined {
  const names = fieldNames(schema);
  if (names.includes("response")) return "response";
  if (names.length === 1) return names[0];
  const required = Array.isArray(schema["required"]) ? (schema["required"] as string[]) : [];
  return required.length === 1 ? required[0] : undefined;
}

export function fieldNames(schema: Record<string, unknown>): string[] {
  return Object.keys((schema["properties"] as Record<string, FieldSchema> | undefined) ?? {});
}

export function fieldSchema(schema: Record<string, unknown>, name: string): FieldSchema {
  return (schema["properties"] as Record<string, FieldSchema> | undefined)?.[name] ?? {};
}

/** A text as the field wants it. What does not fit stays text: the event's schema then says what is wrong. */
export function fromText(text: string, field: FieldSchema): unknown {
  const types = typesOf(field);
  if (types.length === 0 || types.includes("string")) return text;
  const plain = text.trim();
  if (types.includes("boolean")) {
    if (/^(true|yes|y|ok)$/i.test(plain)) return true;
    if (/^(false|no|n)$/i.test(plain)) return false;
  }
  if ((types.includes("number") || types.includes("integer")) && plain !== "" && Number.isFinite(Number(plain))) {
    return Number(plain);
  }
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    return text;
  }
}

function typesOf(field: FieldSchema): readonly string[] {
  if (field.anyOf) return field.anyOf.flatMap(typesOf);
  if (field.enum) return [...new Set(field.enum.map((value) => typeof value))];
  return field.type === undefined ? [] : [field.type].flat();
}

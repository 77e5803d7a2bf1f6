import { z } from "zod";
import type { EventClass } from "./event.ts";

/** JSON schema of what a person may enter for an event: the schema's input side. Fields it cannot express take anything. */
export function inputSchema(cls: EventClass): Record<string, unknown> {
  if (cls.schema) return z.toJSONSchema(cls.schema, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
  if (cls.kind === "humanResponse") {
    return { type: "object", properties: { response: { type: "string" } }, required: ["response"] };
  }
  return { type: "object" };
}

import { timingSafeEqual } from "node:crypto";

/** Compares without telling by its duration how far two tokens agree. */
export function sameToken(given: unknown, wanted: string): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

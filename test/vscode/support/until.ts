import { setTimeout as delay } from "node:timers/promises";

/** Asks again until the answer is there (not undefined, not false); fails with `what` after the deadline. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  deadline = 50_000,
): Promise<T> {
  const end = Date.now() + deadline;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${deadline} ms in vain for ${what}`);
    await delay(50);
  }
}

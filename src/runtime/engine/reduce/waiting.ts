import type { Event } from "../../events/event.ts";
import { record, recordAnswer, waitKey } from "../operations.ts";
import { recordReads } from "../reads.ts";
import type { Transition } from "../reduce.ts";
import type { OpenPrompt, Running, StepState, Waiter } from "../state.ts";
import type { EventRecord, Matches, Tick } from "../tick.ts";
import { releaseWorker } from "./workers.ts";

/** `ctx.waitForEvent`: the step gives its worker back until an event answers it. */
export function openWaiter(transition: Transition, tick: Tick & { kind: "waiting" }): void {
  const { state, commands } = transition;
  const running = state.running.get(tick.dispatch);
  if (!running) return;
  if (tick.reads) recordReads(state, running, tick.reads);
  const taken = tick.taken === undefined ? undefined : takeFromInbox(transition, tick.taken);
  const open = state.waiters.get(tick.waiter);
  if (open) {
    // The step started again after a restart, and what its wait wants had come meanwhile.
    if (taken) closeWaiter(transition, open, taken);
    return;
  }
  const answer = taken ?? running.work.answers?.get(waitKey(tick.waiter));
  // What a child run asks is not the body's own doing: its operation is the child.
  if (!tick.child) record(running, { kind: "waiting", detail: tick.event, waiter: tick.waiter, answer });
  if (answer) {
    recordAnswer(running, tick.waiter, answer);
    commands.push({ kind: "resume", waiter: tick.waiter, record: answer });
    return;
  }
  const prompt = tick.prompt && ask(transition, tick.prompt, running, tick);
  const deadline = tick.timeout === undefined ? undefined : tick.at + tick.timeout;
  state.waiters.set(tick.waiter, {
    id: tick.waiter,
    dispatch: running.id,
    step: running.step,
    event: tick.event,
    human: tick.human,
    where: tick.where,
    predicate: tick.predicate === true,
    prompt,
    deadline,
  });
  running.waits++;
  releaseWorker(state, running);
  if (deadline !== undefined) commands.push({ kind: "schedule", timer: `wait:${tick.waiter}`, due: deadline });
}

function takeFromInbox({ state }: Transition, id: number): EventRecord | undefined {
  const index = state.inbox.findIndex((record) => record.id === id);
  return index < 0 ? undefined : state.inbox.splice(index, 1)[0];
}

function ask(transition: Transition, event: Event, running: Running, tick: Tick & { kind: "waiting" }): string {
  transition.commands.push({ kind: "publish", event });
  return openPrompt(transition, event, running.step, tick.event, running.work.scope, tick.child);
}

/** Opens a question. Its id is unique within the run. */
export function openPrompt(
  { state, commands }: Transition,
  event: Event,
  step: string | undefined,
  answer: string,
  scope: number,
  child = false,
): string {
  const id = String(++state.lastPromptId);
  const prompt: OpenPrompt = { id, event, step, answer, scope, ...(child && { child }) };
  state.prompts.set(prompt.id, prompt);
  commands.push({ kind: "openPrompt", prompt });
  return prompt.id;
}

/** Lets every wait that the event answers go on. */
export function resumeWaiters(transition: Transition, matches: Matches, record: EventRecord): boolean {
  let any = false;
  for (const id of matches) {
    const waiter = transition.state.waiters.get(id);
    if (!waiter) continue;
    any = true;
    closeWaiter(transition, waiter, record);
  }
  return any;
}

function closeWaiter(transition: Transition, waiter: Waiter, answer: EventRecord | undefined): void {
  const { state, commands } = transition;
  state.waiters.delete(waiter.id);
  if (waiter.deadline !== undefined) commands.push({ kind: "unschedule", timer: `wait:${waiter.id}` });
  if (waiter.prompt !== undefined) closePrompt(transition, waiter.prompt, answer ? "answered" : "cancelled");
  const running = state.running.get(waiter.dispatch);
  if (!running) return;
  running.waits--;
  if (running.hasWorker) {
    recordAnswer(running, waiter.id, answer);
    commands.push({ kind: "resume", waiter: waiter.id, record: answer });
    return;
  }
  const step = state.steps[running.stepIndex] as StepState;
  step.resumable.push({ dispatch: running.id, waiter: waiter.id, record: answer });
  state.queued++;
}

/** The body has ended without its waits: their questions and timers go too. */
export function dropWaiters({ state, commands }: Transition, dispatch: number): void {
  for (const waiter of state.waiters.values()) {
    if (waiter.dispatch !== dispatch) continue;
    state.waiters.delete(waiter.id);
    if (waiter.deadline !== undefined) commands.push({ kind: "unschedule", timer: `wait:${waiter.id}` });
    if (waiter.prompt !== undefined) closePrompt({ state, commands }, waiter.prompt, "cancelled");
  }
}

function closePrompt(
  { state, commands }: Pick<Transition, "state" | "commands">,
  id: string,
  reason: "answered" | "cancelled",
): OpenPrompt | undefined {
  const prompt = state.prompts.get(id);
  if (!prompt) return undefined;
  state.prompts.delete(id);
  commands.push({ kind: "closePrompt", prompt, reason });
  return prompt;
}

/**
 * An answer came from outside: closes the question it names; without a name the oldest one that is not a wait's own
 * (those close with their wait). Returns that question, if it was not a wait's: the answer belongs to its fan-out.
 */
export function answerPrompt(
  { state, commands }: Transition,
  prompt: string | undefined,
  matches: Matches | undefined,
): OpenPrompt | undefined {
  const owned = new Set([...state.waiters.values()].map((waiter) => waiter.prompt));
  if (prompt === undefined && matches && matches.length > 0) return undefined;
  const id = prompt ?? [...state.prompts.keys()].find((open) => !owned.has(open));
  if (id === undefined || owned.has(id)) return undefined;
  return closePrompt({ state, commands }, id, "answered");
}

/** A wait's timer is due. False where the timer is not a wait's. */
export function expireWaiter(transition: Transition, timer: string): boolean {
  if (!timer.startsWith("wait:")) return false;
  const waiter = transition.state.waiters.get(timer.slice("wait:".length));
  if (waiter) closeWaiter(transition, waiter, undefined);
  return true;
}

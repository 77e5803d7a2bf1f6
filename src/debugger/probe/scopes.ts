import type { z } from "zod";
import type { Running } from "../../runtime/engine/state.ts";
import type { scope } from "../protocol/probe.ts";
import { type Child, childrenOf, listed, memberPath, numbered } from "./children.ts";
import { editableEvent, editableEvents, editableState } from "./edits.ts";
import type { KnownFrame } from "./frames.ts";
import { preview } from "./preview.ts";
import { queueOf } from "./queue-scope.ts";
import type { RunRecord } from "./runs.ts";
import { Scope } from "./scope.ts";
import type { VariableStore } from "./variables.ts";

type ScopeInfo = z.infer<typeof scope>;

/** The scopes of a frame. Past frames show their event as it was; all else is as it is now. */
export function scopesOf(frame: KnownFrame, variables: VariableStore): ScopeInfo[] {
  const { record } = frame;
  const state = record.run.state;
  const flying = inFlight(record);
  return [
    { name: "Event", reference: eventScope(frame, variables), expensive: false },
    { name: "State", reference: variables.openEditable(record, editableState(record), "state"), expensive: false },
    {
      name: "Queue",
      reference: variables.open(record, () => queueOf(record)),
      indexedCount: queueOf(record).indexedCount,
      expensive: false,
    },
    {
      name: "In flight",
      reference: variables.open(record, () =>
        numbered(flying.length, (i) => flightEntry(record, i, flying[i] as Running)),
      ),
      indexedCount: flying.length,
      expensive: false,
    },
    { name: "Waiting", reference: variables.open(record, () => listed(waiting(record))), expensive: false },
    {
      name: "Workflow",
      reference: variables.open(record, () => childrenOf(record.run.workflow, "this")),
      expensive: true,
    },
    {
      name: "Run",
      reference: variables.open(record, () => listed(runChildren(frame, state.status))),
      expensive: true,
    },
  ];
}

function eventScope(frame: KnownFrame, variables: VariableStore): number {
  const { record, node, past } = frame;
  const editable = !past && node.id !== 0 && frame.failure === undefined;
  if (node.inputs.length === 1) {
    if (editable) return variables.openEditable(record, editableEvent(record, node, 0), "event");
    return variables.open(record, () => childrenOf(node.inputs[0]?.event, "event"));
  }
  if (editable) return variables.openEditable(record, editableEvents(record, node), "events");
  return variables.open(record, () =>
    childrenOf(
      node.inputs.map((input) => input.event),
      "events",
    ),
  );
}

/** Dispatches whose bodies are at work; those at the gate are not yet. */
function inFlight(record: RunRecord): Running[] {
  const held = new Set(record.held.map(({ top, isDispatch }) => (isDispatch ? top?.node.id : 0)));
  return [...record.run.state.running.values()].filter((running) => !held.has(running.id) && running.waits === 0);
}

function flightEntry(record: RunRecord, index: number, running: Running): Child {
  const node = record.chain.get(running.id);
  const [first] = running.inputs;
  return {
    name: `${index} ${running.step}`,
    value: {
      event: running.inputs.length === 1 ? first?.event : running.inputs.map((input) => input.event),
      attempt: running.attempt,
      worker: running.worker,
      ms: node === undefined ? 0 : Math.round(record.run.elapsed() - node.at),
    },
  };
}

/** Waits, half full collections and retries: what the run cannot hurry. */
function waiting(record: RunRecord): Child[] {
  const { state } = record.run;
  const now = state.startedAt + record.run.elapsed();
  const children: Child[] = [];
  for (const { step, event, where, prompt, deadline } of state.waiters.values()) {
    const question = prompt === undefined ? undefined : state.prompts.get(prompt)?.event;
    const left = deadline === undefined ? undefined : Math.max(0, Math.round(deadline - now));
    children.push({
      name: step,
      value: { event, where, question, msLeft: left },
      text: `waits for ${event}${where === undefined ? "" : ` where ${preview(where)}`}${left === undefined ? "" : `, ${left} ms left`}`,
    });
  }
  const asked = new Set([...state.waiters.values()].map((waiter) => waiter.prompt));
  for (const { id, event, answer, step } of state.prompts.values()) {
    if (asked.has(id)) continue;
    children.push({ name: step ?? "question", value: event, text: `asks ${preview(event)}, answered by ${answer}` });
  }
  for (const { step, expected, held, missing } of state.buffers.values()) {
    const total = expected.reduce((sum, [, count]) => sum + count, 0);
    const events = Object.fromEntries([...held].map(([name, records]) => [name, records.map((each) => each.event)]));
    const wanted = countsOf(expected.flatMap(([name, count]) => Array.from({ length: count }, () => name)));
    children.push({ name: step, value: events, text: `has ${total - missing} of ${total}: ${wanted}` });
  }
  for (const { parked } of state.scopes.values()) {
    for (const [stepIndex, records] of parked) {
      if (records.length === 0) continue;
      const events = records.map(({ event }) => event);
      children.push({
        name: state.steps[stepIndex]?.name ?? "join",
        value: events,
        text: `has ${countsOf(events.map((event) => event.$type))}`,
      });
    }
  }
  for (const { stepIndex, work, due } of state.retries.values()) {
    const left = Math.max(0, Math.round(due - now));
    children.push({
      name: state.steps[stepIndex]?.name ?? "retry",
      value: { event: work.inputs[0]?.event, attempt: work.attempt, msLeft: left, lastError: work.lastError },
      text: `attempt ${work.attempt} in ${left} ms`,
    });
  }
  return children;
}

/** `2 × Done, Prices` */
function countsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(", ");
}

function runChildren(frame: KnownFrame, status: string): Child[] {
  const { record, node, failure } = frame;
  const view = new Scope(record, node).run;
  const values: Record<string, unknown> = {
    id: view.id,
    workflow: view.workflow,
    status,
    elapsed: Math.round(view.elapsed),
    attempt: node.attempt,
    ...(record.parent === undefined ? {} : { parent: record.parent.name }),
    ...(failure === undefined ? {} : { error: failure.error }),
  };
  return Object.entries(values).map(([name, value]) => {
    const isInScope = name === "id" || name === "workflow" || name === "status" || name === "elapsed";
    const path = isInScope ? memberPath("run", name) : undefined;
    return { name, value, ...(path === undefined ? {} : { evaluateName: path }) };
  });
}

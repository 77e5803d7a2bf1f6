/** A recording as text for people: what happened, where each event went, and what changed. */
import { preview } from "../probe/preview.ts";
import type { Recorded, RecordedEvent, TickLine } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import type { RunIndex } from "../recording/run-index.ts";
import { RecordedValues } from "./recorded-run.ts";

/** One thing that happened. Values are as the recording holds them. */
export interface Entry {
  /** ms since the recording began. */
  readonly ms: number;
  /** E.g. `RagFlow #1`. */
  readonly run: string;
  readonly kind: string;
  /** The step that did it. */
  readonly step?: string;
  readonly event?: RecordedEvent;
  /** Steps that took the event, or will. */
  readonly to?: readonly string[];
  /** Changes of the state, by path. */
  readonly state?: ReadonlyArray<readonly [path: string, value: Recorded]>;
  readonly error?: Recorded;
  readonly result?: Recorded;
  readonly retryIn?: number;
}

export class RecordingText {
  readonly #recording: Recording;
  readonly #values: RecordedValues;
  #startedAt: number | undefined;

  constructor(recording: Recording) {
    this.#recording = recording;
    this.#values = new RecordedValues(recording);
  }

  /** What a line says; nothing for those that only explain others. */
  entries(number: number): readonly Entry[] {
    const line = this.#recording.line(number);
    if ("at" in line) this.#startedAt ??= line.at;
    if (number === 0 && this.#recording.isCut) return [{ ms: 0, run: "", kind: "cut" }];
    if (!("type" in line) || line.type === "class") return [];
    const index = this.#recording.runs.get(line.run) as RunIndex;
    const common = { ms: this.#ms(line.at), run: `${index.head.workflow} #${line.run}` };
    // A part begins with all runs, also those that were told of before.
    if (line.type === "run") {
      const isStart = index.foundLine < 0 || index.head.fork !== undefined;
      return number === index.firstLine ? [{ ...common, kind: isStart ? "started" : "found" }] : [];
    }
    if (line.type === "tick" && line.kind === "found" && number !== index.foundLine) return [];
    if (line.type === "end") {
      const { outcome, result, error } = line;
      return [{ ...common, kind: outcome, ...(error === undefined ? { result } : { error }) }];
    }
    return this.#tick(line, index).map((entry) => ({ ...common, ...entry }));
  }

  /** `  0.004 s  RagFlow #1  retrieve → Retrieved {…} → synthesize` */
  format(entry: Entry): string {
    const { ms, run, kind, step, event, to, state, error, result, retryIn } = entry;
    const parts: string[] = [];
    if (step !== undefined) parts.push(step);
    if (event !== undefined) parts.push(preview(this.#values.made(event)));
    if (to !== undefined) parts.push(to.length === 0 ? "(nobody)" : to.join(", "));
    let text = parts.join(" → ");
    const decoded = (value: Recorded): string => preview(this.#values.decoder.value(value));
    if (state !== undefined) {
      const changes = state.map(([path, value]) => `${path === "" ? "state" : `state.${path}`} = ${decoded(value)}`);
      text = `${step === undefined ? "" : `${step}: `}${changes.join(", ") || "state cleared"}`;
    }
    if (event === undefined && state === undefined) text = `${text} ${LABELS[kind] ?? kind}`.trim();
    if (error !== undefined) text += `: ${decoded(error)}`;
    if (retryIn !== undefined) text += `, again in ${retryIn} ms`;
    if (result !== undefined) text += `: ${decoded(result)}`;
    return `${(ms / 1000).toFixed(3).padStart(9)} s  ${run}  ${text}`;
  }

  #tick(line: TickLine, index: RunIndex): Omit<Entry, "ms" | "run">[] {
    const { kind } = line;
    const step = this.#stepOf(line.dispatch, index);
    const by = step === undefined ? {} : { step };
    if (line.store !== undefined) return [{ kind, ...by, state: line.store }];
    const entries: Omit<Entry, "ms" | "run">[] = [];
    if (kind === "failed") {
      const { error, retryIn } = line;
      entries.push({ kind, ...by, error, ...(retryIn === undefined ? {} : { retryIn }) });
    }
    for (const [position, event] of (kind === "collected" ? [] : (line.events ?? [])).entries()) {
      const id = line.ids?.[position] ?? (line.first === undefined ? 0 : line.first + position);
      const to = id === 0 ? undefined : this.#targets(line, id, index);
      const isHandled = to === undefined || to.length > 0 || line.unhandled?.includes(id) === true;
      entries.push({ kind, ...by, event, ...(to !== undefined && isHandled && { to }) });
    }
    for (const { event, step: asking } of kind === "waiting" ? (line.prompts ?? []) : []) {
      entries.push({ kind: "asked", ...(asking === undefined ? by : { step: asking }), event });
    }
    if (kind === "waiting" && !line.prompts && line.waits) entries.push({ kind, ...by });
    if (kind === "returned" && !line.events) entries.push({ kind, ...by });
    for (const [, stepIndex, inputs] of line.started ?? []) {
      if (inputs.length > 0 && line.first !== undefined && inputs.some((id) => id >= (line.first ?? 0))) continue;
      entries.push({ kind: "dispatched", step: index.head.steps[stepIndex]?.name ?? "?" });
    }
    if (["timeout", "cancel", "resumed", "broken"].includes(kind)) entries.push({ kind, ...by });
    return entries;
  }

  /** Steps that the event went to: at once, later, or together with others. */
  #targets(line: TickLine, id: number, index: RunIndex): string[] {
    const steps = new Set<number>();
    for (const [, step, inputs] of line.started ?? []) if (inputs.includes(id)) steps.add(step);
    for (const [step, inputs] of line.queued ?? []) if (inputs.includes(id)) steps.add(step);
    for (const [, , step, inputs] of line.parked ?? []) if (inputs.includes(id)) steps.add(step);
    return [...steps].map((step) => index.head.steps[step]?.name ?? "?");
  }

  #stepOf(dispatch: number | undefined, index: RunIndex): string | undefined {
    if (dispatch === undefined || dispatch === 0) return undefined;
    const line = this.#recording.line(index.dispatchLine.get(dispatch)) as TickLine;
    const step = line.started?.find(([id]) => id === dispatch)?.[1];
    return step === undefined ? undefined : index.head.steps[step]?.name;
  }

  #ms(at: number): number {
    return Math.max(0, at - (this.#startedAt ?? at));
  }
}

const LABELS: Readonly<Record<string, string>> = {
  returned: "returned nothing",
  failed: "failed",
  waiting: "waits",
  dispatched: "got its turn",
  timeout: "time is over",
  cancel: "cancelled",
  timedOut: "timed out",
  found: "was under way",
  cut: "what came before was dropped when the recording reached its bound",
};

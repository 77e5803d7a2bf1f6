import type { EmitKind, StepNode } from "../../analysis/workflow-graph.ts";

const JOINED = { join: " + ", collect: " + ", collectEvents: " | " } as const;

/** What a step takes and lets out: `Drafted → Reviewed, StopEvent · streams Progress · waits for Approved`. */
export function stepText(step: StepNode): string {
  const taken = step.accepts.join(step.fanIn ? JOINED[step.fanIn] : " | ");
  const passed = [...emitted(step, "return"), ...emitted(step, "send")];
  const others = [
    ["streams", emitted(step, "stream")],
    ["asks with", emitted(step, "prompt")],
    ["waits for", step.waitsFor],
    ["runs", step.children],
  ] as const;
  return [
    `${taken} → ${passed.length > 0 ? passed.join(", ") : "nothing"}`,
    ...others.filter(([, names]) => names.length > 0).map(([what, names]) => `${what} ${names.join(", ")}`),
  ].join(" · ");
}

function emitted(step: StepNode, kind: EmitKind): string[] {
  const names = step.emits.filter((one) => one.kind === kind).map(({ event, list }) => (list ? `${event}[]` : event));
  return [...new Set(names)];
}

import type { TickLine } from "../recording/format.ts";
import type { Recording } from "../recording/recording.ts";
import type { RunIndex } from "../recording/run-index.ts";

/** What is told where there is no way further back than that dispatch. */
export function beginningOf(
  recording: Recording,
  run: RunIndex,
  dispatch: number,
): { readonly description: string; readonly text?: string } {
  if (run.head.fork !== undefined) return { description: "Beginning of the fork" };
  if (run.foundLine < 0 || dispatch === 1) return { description: "Beginning of the recording" };
  const line = recording.line(run.dispatchLine.get(dispatch)) as TickLine;
  const [, step = 0, inputs = []] = line.started?.find(([id]) => id === dispatch) ?? [];
  const name = `${run.nameOf(inputs.at(-1) ?? 0) ?? "?"} → ${run.head.steps[step]?.name ?? "?"}`;
  const why = recording.isCut
    ? "what came before was dropped when the recording reached its size bound"
    : "the recording began in the middle of the run";
  return { description: "Oldest event in the recording", text: `${name} is the oldest: ${why}.` };
}

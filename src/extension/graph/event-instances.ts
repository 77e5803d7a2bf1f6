/** Asks the debuggees for the events that a node or an arrow of the picture stands for. */
import { type EditorRequests, type EventInstance, editorRequests } from "../../debugger/protocol/editor.ts";
import type { LiveDebugState } from "../services.ts";
import { isOver } from "./live-runs.ts";
import type { FromWebview, ToWebview } from "./messages.ts";

type Asked = Extract<FromWebview, { type: "instances" }>;
type Query = Omit<EditorRequests["stepwright.instances"]["arguments"], "threadId">;

/** Answers in any case: why there is nothing to show is said in `problem`. */
export async function eventInstances(
  live: Pick<LiveDebugState, "runs">,
  { workflow, id, run: chosen }: Asked,
): Promise<ToWebview> {
  const answer = { type: "instances", workflow, id } as const;
  const runs = live.runs.filter(
    (run) =>
      run.workflow === workflow &&
      !isOver(run) &&
      (chosen === undefined || chosen === `${run.session.id} ${run.runId}`),
  );
  if (runs.length === 0) {
    return { ...answer, instances: [], total: 0, problem: `No run of ${workflow} is going on: its events are gone.` };
  }
  const instances: (EventInstance & { run?: string })[] = [];
  let total = 0;
  let problem: string | undefined;
  for (const { session, threadId } of runs) {
    try {
      const raw: unknown = await session.customRequest("stepwright.instances", { threadId, ...queryOf(id) });
      const body = editorRequests["stepwright.instances"].body.parse(raw);
      const run = runs.length > 1 ? { run: `${workflow} #${threadId}` } : {};
      for (const instance of body.instances) instances.push({ ...instance, ...run });
      total += body.total;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  return { ...answer, instances, total, ...(problem !== undefined && { problem }) };
}

/** Of a node's or an arrow's id: `event:Drafted`, `step:draft`, `accept:Drafted:review`, `return:Drafted:draft`. */
function queryOf(id: string): Query {
  const [kind = "", name = "", step = ""] = id.split(":");
  if (kind === "step") return { to: name };
  if (kind === "event" || kind === "streamed") return { event: name };
  return kind === "accept" || kind === "wait" ? { event: name, to: step } : { event: name, from: step };
}

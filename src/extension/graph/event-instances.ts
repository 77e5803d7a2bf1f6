/** The events that a node or an arrow of the picture stands for: of the debuggees, and of runs that are over. */
import { type EditorRequests, type EventInstance, editorRequests } from "../../debugger/protocol/editor.ts";
import type { LiveDebugState } from "../services.ts";
import type { LastEvents } from "./last-events.ts";
import { type DrawnRun, isOver, type LiveRuns } from "./live-runs.ts";
import type { FromWebview, ToWebview } from "./messages.ts";
import { keyThen, renamedInstance } from "./renamed-runs.ts";

type Asked = Extract<FromWebview, { type: "instances" }>;
type Query = Omit<EditorRequests["stepwright.instances"]["arguments"], "threadId">;
type Found = Extract<ToWebview, { type: "instances" }>["instances"];

export interface InstanceSources {
  readonly live: Pick<LiveDebugState, "runs">;
  readonly runs: Pick<LiveRuns, "current" | "renames">;
  readonly last: Pick<LastEvents, "of">;
  /** Names of the classes that an event extends. */
  bases(event: string): readonly string[];
}

/** Rows of runs that are over; there may be many of them. */
const ROWS_OVER = 100;

/** Answers in any case: why there is nothing to show is said in `problem`. */
export async function eventInstances(sources: InstanceSources, asked: Asked): Promise<ToWebview> {
  const { workflow, id, run: chosen } = asked;
  const runs = sources.runs.current.filter(
    ({ key, run }) => run.workflow === workflow && (chosen === undefined || chosen === key),
  );
  const instances: Found = [];
  let total = 0;
  let problem: string | undefined;
  const add = (drawn: DrawnRun, found: readonly EventInstance[]): void => {
    const label = {
      ...(runs.length > 1 && { run: `${workflow} #${drawn.run.threadId}` }),
      ...(!isGoing(drawn) && { over: true }),
    };
    for (const instance of found) instances.push({ ...instance, ...label });
  };
  for (const drawn of runs.filter(isGoing)) {
    try {
      const found = await fromProgram(sources, drawn, asked);
      add(drawn, found.instances);
      total += found.total;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  }
  const over = runs.filter((run) => !isGoing(run)).reverse();
  for (const drawn of over) {
    const found = fromLastLook(sources, drawn, asked);
    add(drawn, found.slice(0, Math.max(0, ROWS_OVER - instances.length)));
    total += found.length;
  }
  if (over.length > 0) problem ??= whatIsOver(workflow, over.length, instances.length);
  else if (runs.length === 0) problem = `No run of ${workflow} is going on, and none was seen.`;
  return { type: "instances", workflow, id, instances, total, ...(problem !== undefined && { problem }) };
}

const isGoing = ({ over, run }: DrawnRun): boolean => !over && !isOver(run);

function whatIsOver(workflow: string, runs: number, events: number): string {
  const which = runs === 1 ? `The run of ${workflow} is over` : `${runs} runs of ${workflow} are over`;
  return events === 0
    ? `${which}, and no event was seen here before the end. A breakpoint shows them on their way.`
    : `${which}: these are the events as they were seen last.`;
}

async function fromProgram({ live, runs }: InstanceSources, { key, run }: DrawnRun, { workflow, id }: Asked) {
  const going = live.runs.find(({ session, runId }) => key === `${session.id} ${runId}`);
  if (going === undefined) throw new Error(`No run of ${workflow} is going on: its events are gone.`);
  const names = runs.renames.of(going.session.id);
  const query = queryOf(keyThen(workflow, id, names).id);
  const raw: unknown = await going.session.customRequest("stepwright.instances", { threadId: run.threadId, ...query });
  const body = editorRequests["stepwright.instances"].body.parse(raw);
  return { ...body, instances: body.instances.map((each) => renamedInstance(each, going.workflow, names)) };
}

function fromLastLook({ last, runs, bases }: InstanceSources, { key }: DrawnRun, { workflow, id }: Asked) {
  const names = runs.renames.of(key.slice(0, key.indexOf(" ")));
  const then = keyThen(workflow, id, names).workflow;
  const { event: wanted, from, to } = queryOf(id);
  return (last.of(key) ?? [])
    .map((each) => renamedInstance(each, then, names))
    .filter(
      (each) =>
        (from === undefined || each.from === from) &&
        (to === undefined || each.to === to) &&
        (wanted === undefined || each.event === wanted || bases(each.event).includes(wanted)),
    );
}

/** Of a node's or an arrow's id: `event:Drafted`, `step:draft`, `accept:Drafted:review`, `return:Drafted:draft`. */
function queryOf(id: string): Query {
  const [kind = "", name = "", step = ""] = id.split(":");
  if (kind === "step") return { to: name };
  if (kind === "event" || kind === "streamed") return { event: name };
  return kind === "accept" || kind === "wait" ? { event: name, to: step } : { event: name, from: step };
}

/** From a stop to everything an editor shows of it, over DAP, with ten thousand events in the queue. */

import { fileURLToPath } from "node:url";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession } from "../../test/dap/dap-session.ts";
import { median, quantile, report } from "./measurement.ts";

const QUEUED = 10_000;
/** Stops a round, and rounds; the round with the least p99 counts: what else the machine does makes none faster. */
const STOPS = 200;
const ROUNDS = 3;
/** The first stops are for the compiler. */
const WARM_UP = 30;
const PAGE = 100;

async function look(session: DapSession, threadId: number): Promise<void> {
  const { client } = session;
  await client.threadsRequest();
  const { stackFrames } = (await client.stackTraceRequest({ threadId, startFrame: 0, levels: 20 })).body;
  const { scopes } = (await client.scopesRequest({ frameId: stackFrames[0]?.id ?? 0 })).body;
  await Promise.all(scopes.map((scope) => client.variablesRequest(page(scope))));
}

/** As an editor does it: long lists by the page. */
function page({ variablesReference, indexedVariables = 0 }: DebugProtocol.Scope): DebugProtocol.VariablesArguments {
  return indexedVariables <= PAGE
    ? { variablesReference }
    : { variablesReference, filter: "indexed", start: 0, count: PAGE };
}

const program = fileURLToPath(new URL("programs/queue.ts", import.meta.url));
const session = await DapSession.launch(
  { program, args: [String(QUEUED)], javascript: false },
  { functions: ["Item"] },
);
const rounds: number[][] = Array.from({ length: ROUNDS }, () => []);
try {
  let { threadId } = await session.stopped();
  for (let stop = -WARM_UP; stop < ROUNDS * STOPS; stop++) {
    const began = performance.now();
    await look(session, threadId);
    rounds[Math.floor(stop / STOPS)]?.push(performance.now() - began);
    await session.client.nextRequest({ threadId });
    ({ threadId } = await session.stopped());
  }
} finally {
  await session.close();
}
const [best = []] = rounds.toSorted((a, b) => quantile(a, 0.99) - quantile(b, 0.99));
report([
  { what: "stop to stack, scopes and variables at 10,000 queued events, median", value: median(best), unit: "ms" },
  { what: "stop to stack, scopes and variables at 10,000 queued events, p95", value: quantile(best, 0.95), unit: "ms" },
  {
    what: "stop to stack, scopes and variables at 10,000 queued events, p99",
    value: quantile(best, 0.99),
    unit: "ms",
    goal: { bound: "most", limit: 20 },
  },
]);

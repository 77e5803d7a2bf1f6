import * as vscode from "vscode";
import { DEBUG_TYPE, type EditorRequests, editorEvents } from "../../debugger/protocol/editor.ts";
import type { CdpProxy } from "./cdp-proxy.ts";
import type { LeafProxies } from "./leaf-proxies.ts";

/** What V8 answers for an evaluation that it has ended. */
const TERMINATED = "Execution was terminated";
const MOST_ATTEMPTS = 50;

/**
 * Steps from an event stop into the step's body: sets a breakpoint on the call of the step's method, for one hit. The
 * adapter releases the dispatch when it hears that the breakpoint is set, or that it cannot be.
 */
export function registerStepInto(proxies: LeafProxies, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.debug.onDidReceiveDebugSessionCustomEvent(async ({ session, event, body }) => {
    if (session.type !== DEBUG_TYPE || event !== "stepwright.stepInto") return;
    const asked = editorEvents["stepwright.stepInto"].safeParse(body);
    if (!asked.success) return log.error(`The adapter's ${event} is not understood: ${asked.error.message}`);
    const { id, expression, step: _, address = "", ...worker } = asked.data;
    const problem = await arm(await proxies.of(session, { address, ...worker }), expression, log).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const answer: EditorRequests["stepwright.stepIntoArmed"]["arguments"] = {
      id,
      ...(problem === undefined ? {} : { problem }),
    };
    session.customRequest("stepwright.stepIntoArmed", answer).then(undefined, (error: unknown) => {
      log.warn(`"${session.name}" did not take the answer to stepInto: ${String(error)}`);
    });
  });
}

async function arm(proxy: CdpProxy | undefined, expression: string, log: vscode.LogOutputChannel): Promise<void> {
  if (!proxy) throw new Error("the JavaScript debugger is not attached to the thread that runs it");
  const objectId = await evaluate(proxy, expression);
  const set = (await proxy.send("Debugger.setBreakpointOnFunctionCall", { objectId })) as { breakpointId: string };
  const listener = await proxy.on("Debugger.paused", ({ hitBreakpoints }) => {
    if (!Array.isArray(hitBreakpoints) || !hitBreakpoints.includes(set.breakpointId)) return;
    listener.dispose();
    proxy
      .send("Debugger.removeBreakpoint", { breakpointId: set.breakpointId })
      .catch((error: unknown) => log.debug(`The breakpoint of Step Into was not removed: ${String(error)}`));
  });
}

/** The object id of what an expression yields. `disableBreaks` keeps the evaluation itself from stopping. */
async function evaluate(proxy: CdpProxy, expression: string): Promise<string> {
  const params = { expression, silent: true, disableBreaks: true };
  const answer = (await undisturbed(() => proxy.send("Runtime.evaluate", params))) as {
    result: { objectId?: string; type: string };
    exceptionDetails?: { text: string };
  };
  if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
  if (answer.result.type !== "function" || answer.result.objectId === undefined) {
    throw new Error("the step's method was not found");
  }
  return answer.result.objectId;
}

/**
 * V8 ends an evaluation in whose way the probe's comes, which must have no side effect: when a value is looked at just as
 * the step is entered, as the Watch view and hovers do. Then it is asked again.
 */
async function undisturbed(ask: () => Promise<unknown>): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !String(error).includes(TERMINATED)) throw error;
    }
  }
}

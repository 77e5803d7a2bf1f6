import type { Inspector } from "../../runtime/inspector.ts";
import type { Emit } from "./connection.ts";

/** The hooks that the probe hangs on a runtime. */
export type ProbeHooks = Required<Omit<Inspector, "streamWritten">>;

/**
 * A fault of the debugger's must not become one of the program's: it is reported once, and the program goes on. Written
 * out hook by hook: with one wrapper for all, V8 could inline none of them.
 */
export function guarded(emit: Emit, hooks: ProbeHooks): Inspector {
  let isReported = false;
  const report = (hook: string, error: unknown): undefined => {
    if (isReported) return;
    isReported = true;
    const text = `The debugger failed in ${hook}: ${error instanceof Error ? error.stack : String(error)}\n`;
    emit("output", { category: "important", text });
  };
  return {
    runStarted(run) {
      try {
        return hooks.runStarted(run);
      } catch (error) {
        return report("runStarted", error);
      }
    },
    tickApplied(run, tick) {
      try {
        return hooks.tickApplied(run, tick);
      } catch (error) {
        return report("tickApplied", error);
      }
    },
    beforeDispatch(run, dispatch) {
      try {
        return hooks.beforeDispatch(run, dispatch);
      } catch (error) {
        return report("beforeDispatch", error);
      }
    },
    stepStarted(run, dispatch) {
      try {
        return hooks.stepStarted(run, dispatch);
      } catch (error) {
        return report("stepStarted", error);
      }
    },
    stepSettled(run, dispatch, outcome) {
      try {
        return hooks.stepSettled(run, dispatch, outcome);
      } catch (error) {
        return report("stepSettled", error);
      }
    },
    storeWritten(run, write) {
      try {
        return hooks.storeWritten(run, write);
      } catch (error) {
        return report("storeWritten", error);
      }
    },
    storeRead(run, read) {
      try {
        return hooks.storeRead(run, read);
      } catch (error) {
        return report("storeRead", error);
      }
    },
    logged(run, line) {
      try {
        return hooks.logged(run, line);
      } catch (error) {
        return report("logged", error);
      }
    },
    promptOpened(run, prompt) {
      try {
        return hooks.promptOpened(run, prompt);
      } catch (error) {
        return report("promptOpened", error);
      }
    },
    promptClosed(run, prompt, reason) {
      try {
        return hooks.promptClosed(run, prompt, reason);
      } catch (error) {
        return report("promptClosed", error);
      }
    },
    eventUnhandled(run, event) {
      try {
        return hooks.eventUnhandled(run, event);
      } catch (error) {
        return report("eventUnhandled", error);
      }
    },
    runEnded(run, outcome) {
      try {
        return hooks.runEnded(run, outcome);
      } catch (error) {
        return report("runEnded", error);
      }
    },
    frozenMs: hooks.frozenMs,
  };
}

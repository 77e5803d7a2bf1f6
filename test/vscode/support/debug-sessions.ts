import * as vscode from "vscode";
import { processesWith } from "./processes.ts";
import { type Recording, record, stopAll } from "./session.ts";
import { until } from "./until.ts";

/** What the debug adapters of the present test said. */
export interface DebugSessions {
  readonly stepwright: Recording;
  readonly javaScript: Recording;
}

/**
 * For the tests of a `describe`: each begins without a breakpoint and with new recordings, and leaves no session.
 *
 * @param folder where the programs lie, such as `debugging/`: no process that names it is left either
 */
export function debugSessions({ folder }: { folder?: string } = {}): DebugSessions {
  let stepwright: Recording;
  let javaScript: Recording;
  beforeEach(() => {
    stepwright = record("stepwright");
    javaScript = record("pwa-node");
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  });
  afterEach(async () => {
    await stopAll();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    stepwright.dispose();
    javaScript.dispose();
    if (folder !== undefined) {
      await until("the end of every process of the session", () => processesWith(folder).length === 0);
    }
  });
  return {
    get stepwright() {
      return stepwright;
    },
    get javaScript() {
      return javaScript;
    },
  };
}

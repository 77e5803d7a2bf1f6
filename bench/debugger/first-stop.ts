/**
 * From F5 to the first stop in a real VS Code: at a step of a workflow by an event breakpoint, and at a line of the same
 * file in the JavaScript debugger's own session. In turns, in one window.
 */
import type * as vscode from "vscode";
import { Workbench } from "../../test/harness/ui/workbench.ts";
import { median, report } from "./measurement.ts";

const ROUNDS = 7;

const FLOW = `import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";

class Found extends Event.with("Found", { text: z.string() }) {}

export class Search extends Workflow<{ query: string }, string> {
  @step(StartEvent)
  async search(ev: StartEvent<{ query: string }>): Promise<Found> {
    return new Found({ text: ev.query });
  }

  @step(Found)
  async answer(ev: Found): Promise<StopEvent<string>> {
    const text = ev.text.toUpperCase();
    return new StopEvent({ result: text });
  }
}

console.log(await new Search().run({ query: "tea" }));
`;
const lineOf = (text: string): number => FLOW.split("\n").findIndex((line) => line.includes(text));

interface Start {
  readonly line: number;
  readonly configuration: vscode.DebugConfiguration;
}

/** ms from the start to the first `stopped`, of whichever session; then stops. */
async function measure(workbench: Workbench, start: Start): Promise<number> {
  return workbench.evaluate(async (api, { line, configuration }) => {
    const [folder] = api.workspace.workspaceFolders ?? [];
    if (folder === undefined) throw new Error("no folder is open");
    const uri = api.Uri.joinPath(folder.uri, "flow.ts");
    api.debug.removeBreakpoints(api.debug.breakpoints);
    api.debug.addBreakpoints([new api.SourceBreakpoint(new api.Location(uri, new api.Position(line, 0)))]);
    let stopped: (at: number) => void = () => {};
    const stop = new Promise<number>((resolve, reject) => {
      stopped = resolve;
      setTimeout(() => reject(new Error("no stop within 60 s")), 60_000);
    });
    const tracker = api.debug.registerDebugAdapterTrackerFactory("*", {
      createDebugAdapterTracker: () => ({
        onDidSendMessage: (message: { event?: string }) => {
          if (message.event === "stopped") stopped(performance.now());
        },
      }),
    });
    const ended = new Promise<void>((resolve) => {
      const listener = api.debug.onDidTerminateDebugSession(({ parentSession }) => {
        if (parentSession !== undefined) return;
        listener.dispose();
        resolve();
      });
    });
    const began = performance.now();
    await api.debug.startDebugging(folder, { ...configuration, program: uri.fsPath });
    const took = (await stop) - began;
    tracker.dispose();
    await api.debug.stopDebugging();
    await ended;
    return took;
  }, start);
}

const workbench = await Workbench.open({ files: { "flow.ts": FLOW, "package.json": '{ "type": "module" }' } });
try {
  await workbench.openFile("flow.ts");
  const ours: Start = {
    line: lineOf("class Found"),
    configuration: { type: "stepwright", request: "launch", name: "events" },
  };
  const javaScript: Start = {
    line: lineOf("const text"),
    configuration: {
      type: "node",
      request: "launch",
      name: "lines",
      runtimeArgs: ["--import", "tsx"],
      console: "internalConsole",
    },
  };
  const times = { ours: [] as number[], javaScript: [] as number[] };
  for (let round = -1; round < ROUNDS; round++) {
    const [own, other] = [await measure(workbench, ours), await measure(workbench, javaScript)];
    // The first round is for VS Code, which loads what it needs.
    if (round < 0) continue;
    times.ours.push(own);
    times.javaScript.push(other);
  }
  report([
    {
      what: "F5 to the first stop, js-debug alone at a line (tsx), median",
      value: median(times.javaScript),
      unit: "ms",
    },
    { what: "F5 to the first stop, at an event, median", value: median(times.ours), unit: "ms" },
    {
      what: "F5 to the first stop, of js-debug's own",
      value: median(times.ours) / median(times.javaScript),
      unit: "×",
      goal: { bound: "most", limit: 1.5 },
    },
  ]);
} finally {
  await workbench.close();
}

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import {
  events,
  fileOf,
  type Recording,
  record,
  stack,
  startAndStop,
  stepInto,
  stopAll,
  stopped,
} from "./support/session.ts";
import { until } from "./support/until.ts";
import { lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

const SERVICE = `import { Event, StartEvent, StopEvent, Workflow, step } from "stepwright";
import { z } from "zod";

class Tick extends Event.with("Tick", { n: z.number() }) {}

class Service extends Workflow<object, unknown> {
  constructor() {
    super({ timeout: null });
  }

  @step(StartEvent)
  async begin(): Promise<Tick> {
    return new Tick({ n: 0 });
  }

  @step(Tick)
  async round(ev: Tick): Promise<Tick | StopEvent> {
    const next = ev.n + 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("round", next);
    return new Tick({ n: next });
  }
}

await new Service().run({});
`;

describe("attaching", function () {
  this.timeout(150_000);
  let recording: Recording;
  let javaScript: Recording;
  let service: vscode.Uri;
  let program: ChildProcess;
  let rounds = 0;
  const at = (part: string): vscode.SourceBreakpoint =>
    new vscode.SourceBreakpoint(new vscode.Location(service, new vscode.Position(lineOf(SERVICE, part), 0)));
  const configuration = (): vscode.DebugConfiguration => ({
    ...{ type: "stepwright", request: "attach", name: "attach", processId: String(program.pid) },
  });

  before(async () => {
    await activated();
    service = writeFile("attaching/service.ts", SERVICE);
  });
  beforeEach(async () => {
    recording = record("stepwright");
    javaScript = record("pwa-node");
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    const folder = workspaceFolder().uri.fsPath;
    const options = ["--import", "tsx", "--import", "stepwright/debug"];
    program = spawn(process.execPath, [...options, service.fsPath], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    rounds = 0;
    program.stdout?.on("data", (chunk: Buffer) => {
      rounds = Number(/round (\d+)\s*$/.exec(String(chunk))?.[1] ?? rounds);
    });
    program.stderr?.resume();
    await until("the service", () => rounds > 0);
  });
  afterEach(async () => {
    await stopAll();
    program.kill("SIGKILL");
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    recording.dispose();
    javaScript.dispose();
  });

  it("stops at events and in step bodies of a program that runs, and leaves it running", async () => {
    vscode.debug.addBreakpoints([at("class Tick")]);
    const { session, threadId } = await startAndStop(recording, workspaceFolder(), configuration());
    const [event] = await stack(session, threadId);
    assert.match(event?.name ?? "", /Tick.*round/);
    assert.equal(fileOf(event), service.fsPath);

    vscode.debug.addBreakpoints([at("const next =")]);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints.slice(0, 1));
    await until("the JavaScript session", () => javaScript.messages.length > 0);
    await stepInto(session);
    const body = await stopped(javaScript, 1);
    const [top] = await stack(body.session, body.threadId);
    assert.equal(fileOf(top), service.fsPath);
    assert.equal(top?.line, lineOf(SERVICE, "const next =") + 1);
    const held = rounds;
    await until("the focus", () => vscode.debug.activeDebugSession?.id === body.session.id);
    // The button that stands for Stop after an attach; the session in focus is JavaScript's.
    await vscode.commands.executeCommand("workbench.action.debug.disconnect");
    await until("the end of all sessions", () => vscode.debug.activeDebugSession === undefined);
    await until("the service goes on", () => rounds > held + 5);
    assert.equal(program.exitCode, null);
  });

  it("restarts as a new attach", async () => {
    vscode.debug.addBreakpoints([at("class Tick")]);
    await startAndStop(recording, workspaceFolder(), configuration());
    await vscode.commands.executeCommand("workbench.action.debug.restart");
    await stopped(recording, 2);
    assert.equal(program.exitCode, null);
  });

  it("offers the program in a list", async () => {
    const picked = vscode.commands.executeCommand<string | undefined>("stepwright.pickProcess");
    await until("the pick", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return Promise.race([
        picked.then((pid) => pid !== undefined),
        new Promise<false>((no) => setTimeout(no, 300, false)),
      ]);
    });
    assert.equal(await picked, String(program.pid));
  });

  it("ends when the program ends", async () => {
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), configuration()));
    await until("its run", () => events(recording, "thread").length > 0);
    program.kill("SIGKILL");
    await until("the end of all sessions", () => vscode.debug.activeDebugSession === undefined);
  });
});

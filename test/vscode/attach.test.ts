import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { events, fileOf, sessionsEnd, stack, startAndStop, stepInto, stopped } from "./support/session.ts";
import { until } from "./support/until.ts";
import { breakpointAt, lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

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
  const sessions = debugSessions();
  let service: vscode.Uri;
  let program: ChildProcess;
  let rounds = 0;
  let said = "";
  const at = (part: string): vscode.SourceBreakpoint => breakpointAt(service, SERVICE, part);
  const configuration = (): vscode.DebugConfiguration => ({
    ...{ type: "stepwright", request: "attach", name: "attach", processId: String(program.pid) },
  });

  before(async () => {
    await activated();
    service = writeFile("attaching/service.ts", SERVICE);
  });
  beforeEach(async () => {
    const folder = workspaceFolder().uri.fsPath;
    const options = ["--import", "tsx", "--import", "stepwright/debug"];
    program = spawn(process.execPath, [...options, service.fsPath], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    rounds = 0;
    said = "";
    program.stdout?.on("data", (chunk: Buffer) => {
      rounds = Number(/round (\d+)\s*$/.exec(String(chunk))?.[1] ?? rounds);
    });
    program.stderr?.on("data", (chunk: Buffer) => {
      said += String(chunk);
    });
    await until("the service", () => rounds > 0);
  });
  afterEach(() => program.kill("SIGKILL"));

  it("stops at events and in step bodies of a program that runs, and leaves it running", async () => {
    vscode.debug.addBreakpoints([at("class Tick")]);
    const { session, threadId } = await startAndStop(sessions.stepwright, workspaceFolder(), configuration());
    const [event] = await stack(session, threadId);
    assert.match(event?.name ?? "", /Tick.*round/);
    assert.equal(fileOf(event), service.fsPath);

    vscode.debug.addBreakpoints([at("const next =")]);
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints.slice(0, 1));
    await until("the JavaScript session", () => sessions.javaScript.messages.length > 0);
    await stepInto(session);
    const body = await stopped(sessions.javaScript, 1);
    const [top] = await stack(body.session, body.threadId);
    assert.equal(fileOf(top), service.fsPath);
    assert.equal(top?.line, lineOf(SERVICE, "const next =") + 1);
    const held = rounds;
    await until("the focus", () => vscode.debug.activeDebugSession?.id === body.session.id);
    // The button that stands for Stop after an attach; the session in focus is JavaScript's.
    await vscode.commands.executeCommand("workbench.action.debug.disconnect");
    await sessionsEnd();
    await until("the service goes on", () => rounds > held + 5);
    assert.equal(program.exitCode, null);
  });

  it("leaves it by Disconnect, and ends it by Stop", async () => {
    vscode.debug.addBreakpoints([at("class Tick"), new vscode.FunctionBreakpoint("Service.round")]);
    await startAndStop(sessions.stepwright, workspaceFolder(), configuration());
    const held = rounds;
    await vscode.commands.executeCommand("workbench.action.debug.disconnect");
    await sessionsEnd();
    await until("the service goes on", () => rounds > held + 5);

    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), configuration()));
    await stopped(sessions.stepwright, 2);
    await vscode.commands.executeCommand("workbench.action.debug.stop");
    await sessionsEnd();
    await until("the end of the service", () => program.exitCode !== null);
  });

  it("takes the address and the token that the program prints", async () => {
    const [, address, token] = await until(
      "the address",
      () => /"address": "([^"]+)", "token": "([^"]+)"/.exec(said) ?? undefined,
    );
    vscode.debug.addBreakpoints([at("class Tick")]);
    const { session, threadId } = await startAndStop(sessions.stepwright, workspaceFolder(), {
      ...{ type: "stepwright", request: "attach", name: "attach", address, token },
    });
    assert.match((await stack(session, threadId))[0]?.name ?? "", /Tick.*round/);
  });

  it("restarts as a new attach", async () => {
    vscode.debug.addBreakpoints([at("class Tick")]);
    await startAndStop(sessions.stepwright, workspaceFolder(), configuration());
    await vscode.commands.executeCommand("workbench.action.debug.restart");
    await stopped(sessions.stepwright, 2);
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
    await until("its run", () => events(sessions.stepwright, "thread").length > 0);
    program.kill("SIGKILL");
    await sessionsEnd();
  });
});

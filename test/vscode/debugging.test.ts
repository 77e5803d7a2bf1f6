import assert from "node:assert/strict";
import * as vscode from "vscode";
import { activated } from "./support/extension.ts";
import { PROGRAM, REVIEW_FLOW } from "./support/flows.ts";
import { processesWith } from "./support/processes.ts";
import {
  consoleText,
  fileOf,
  type Recording,
  record,
  stack,
  startAndStop,
  stopAll,
  stopped,
  variables,
} from "./support/session.ts";
import { until } from "./support/until.ts";
import { lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

describe("debugging", function () {
  this.timeout(150_000);
  let recording: Recording;
  let javaScript: Recording;
  let review: vscode.Uri;
  let count: vscode.Uri;
  const at = (uri: vscode.Uri, text: string, part: string): vscode.SourceBreakpoint =>
    new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(lineOf(text, part), 0)));
  const program = (): vscode.DebugConfiguration => ({
    type: "stepwright",
    request: "launch",
    name: "count",
    program: count.fsPath,
  });
  const workflow = (): vscode.DebugConfiguration => ({
    type: "stepwright",
    request: "launch",
    name: "review",
    program: review.fsPath,
    workflow: "ReviewFlow",
    input: { topic: "bees" },
  });

  before(async () => {
    await activated();
    review = writeFile("debugging/review.ts", REVIEW_FLOW);
    count = writeFile("debugging/count.ts", PROGRAM);
  });
  beforeEach(() => {
    recording = record("stepwright");
    javaScript = record("pwa-node");
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
  });
  afterEach(async () => {
    await stopAll();
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    recording.dispose();
    javaScript.dispose();
    await until("the end of every process of the session", () => processesWith("debugging/").length === 0);
  });

  it("stops at an event breakpoint and shows the event, the state and where it came from", async () => {
    vscode.debug.addBreakpoints([at(review, REVIEW_FLOW, "class Drafted")]);
    const { session, threadId, reason } = await startAndStop(recording, workspaceFolder(), workflow());
    assert.equal(reason, "breakpoint");
    assert.match((await variables(session, threadId, "Event"))["text"] ?? "", /About bees/);
    assert.match((await variables(session, threadId, "State"))["topic"] ?? "", /bees/);
    const frames = await stack(session, threadId);
    assert.match(frames[0]?.name ?? "", /Drafted.*review/);
    assert.match(frames[1]?.name ?? "", /StartEvent.*draft/);
    assert.equal(fileOf(frames[0]), review.fsPath);
  });

  it("runs a program and tells its result", async () => {
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), program()));
    await until("the result", () => consoleText(recording).includes("the result is 42"));
    await until("the end", () => vscode.debug.activeDebugSession === undefined);
  });

  it("stops at a line of a step's body in the JavaScript session", async () => {
    vscode.debug.addBreakpoints([at(count, PROGRAM, "const next =")]);
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), program()));
    const { session, threadId } = await stopped(javaScript, 1);
    assert.equal(session.type, "pwa-node");
    const [top] = await stack(session, threadId);
    assert.equal(fileOf(top), count.fsPath);
    assert.equal(top?.line, lineOf(PROGRAM, "const next =") + 1);
  });

  it("does not stop in the JavaScript session at the line of an event class", async () => {
    vscode.debug.addBreakpoints([at(count, PROGRAM, "class Counted"), at(count, PROGRAM, "@step(StartEvent)")]);
    const { session, threadId } = await startAndStop(recording, workspaceFolder(), program());
    assert.match((await stack(session, threadId))[0]?.name ?? "", /StartEvent.*start/);
    await session.customRequest("continue", { threadId });
    const second = await stopped(recording, 2);
    assert.match((await stack(session, second.threadId))[0]?.name ?? "", /Counted.*countDown/);
    const javaScriptStops = javaScript.messages.filter(
      ({ message }) => message.type === "event" && "event" in message && message.event === "stopped",
    );
    assert.deepEqual(javaScriptStops, []);
  });

  it("steps into a step's body, and off its end to the next event", async () => {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("CountFlow.start")]);
    const first = await startAndStop(recording, workspaceFolder(), program());
    await first.session.customRequest("stepIn", { threadId: first.threadId });
    const body = await stopped(javaScript, 1);
    const [top] = await stack(body.session, body.threadId);
    assert.equal(fileOf(top), count.fsPath);
    assert.equal(top?.line, lineOf(PROGRAM, "new Counted({ count: ev.limit })") + 1);
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("CountFlow.countDown")]);
    await body.session.customRequest("stepOut", { threadId: body.threadId });
    const second = await stopped(recording, 2);
    assert.match((await stack(second.session, second.threadId))[0]?.name ?? "", /Counted.*countDown/);
  });

  it("steps into a step's body while values are looked at", async () => {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("CountFlow.start")]);
    const { session, threadId } = await startAndStop(recording, workspaceFolder(), program());
    const [frame] = await stack(session, threadId);
    const look = (): Thenable<unknown> =>
      session.customRequest("evaluate", { expression: "event", context: "watch", frameId: frame?.id });
    const looks = Array.from({ length: 200 }, look);
    await session.customRequest("stepIn", { threadId });
    looks.push(...Array.from({ length: 400 }, look));
    const body = await stopped(javaScript, 1);
    assert.equal((await stack(body.session, body.threadId))[0]?.line, lineOf(PROGRAM, "count: ev.limit") + 1);
    // Those that came too late are refused.
    await Promise.allSettled(looks);
    assert.doesNotMatch(consoleText(recording), /Step Into went over/);
  });

  it("stops in the step's body again after a restart", async () => {
    vscode.debug.addBreakpoints([at(count, PROGRAM, "return new Counted(")]);
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), program()));
    await stopped(javaScript, 1);
    await vscode.commands.executeCommand("workbench.action.debug.restart");
    const { session, threadId } = await stopped(javaScript, 2);
    assert.equal(fileOf((await stack(session, threadId))[0]), count.fsPath);
  });

  it("leaves no session and no process when the adapter is killed", async () => {
    vscode.debug.addBreakpoints([at(review, REVIEW_FLOW, "class Drafted")]);
    await startAndStop(recording, workspaceFolder(), workflow());
    const adapter = processesWith("main.js").find(
      ({ command, parent }) => parent === process.pid && command.includes("debugger"),
    );
    assert.ok(adapter, "the adapter is a child of the extension host");
    process.kill(adapter.pid, "SIGKILL");
    await until("the end of all sessions", () => vscode.debug.activeDebugSession === undefined);
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as vscode from "vscode";
import { debugSessions } from "./support/debug-sessions.ts";
import { activated } from "./support/extension.ts";
import { PROGRAM, REVIEW_FLOW } from "./support/flows.ts";
import { processesWith } from "./support/processes.ts";
import { consoleText, fileOf, sessionsEnd, stack, startAndStop, stopped, variables } from "./support/session.ts";
import { until } from "./support/until.ts";
import { breakpointAt, lineOf, workspaceFolder, writeFile } from "./support/workspace.ts";

describe("debugging", function () {
  this.timeout(150_000);
  const sessions = debugSessions({ folder: "debugging/" });
  let review: vscode.Uri;
  let count: vscode.Uri;
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

  it("stops at an event breakpoint and shows the event, the state and where it came from", async () => {
    vscode.debug.addBreakpoints([breakpointAt(review, REVIEW_FLOW, "class Drafted")]);
    const { session, threadId, reason } = await startAndStop(sessions.stepwright, workspaceFolder(), workflow());
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
    await until("the result", () => consoleText(sessions.stepwright).includes("the result is 42"));
    await sessionsEnd();
  });

  it("stops at a line of a step's body in the JavaScript session", async () => {
    vscode.debug.addBreakpoints([breakpointAt(count, PROGRAM, "const next =")]);
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), program()));
    const { session, threadId } = await stopped(sessions.javaScript, 1);
    assert.equal(session.type, "pwa-node");
    const [top] = await stack(session, threadId);
    assert.equal(fileOf(top), count.fsPath);
    assert.equal(top?.line, lineOf(PROGRAM, "const next =") + 1);
  });

  it("stops at a line of a step's body in .cts", async () => {
    const text = PROGRAM.replace("await new CountFlow().run({ limit: 3 })", '"to come"').concat(
      "void new CountFlow().run({ limit: 3 });\n",
    );
    const source = writeFile("debugging/count.cts", text);
    vscode.debug.addBreakpoints([breakpointAt(source, text, "const next =")]);
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), { ...program(), program: source.fsPath }));
    const { session, threadId } = await stopped(sessions.javaScript, 1);
    const [top] = await stack(session, threadId);
    assert.deepEqual([fileOf(top), top?.line], [source.fsPath, lineOf(text, "const next =") + 1]);
  });

  it("stops at a line of a step's body that tsc compiled before, in a folder of any name", async () => {
    const source = writeFile("debugging/odd #1 100% ü/src/count.ts", PROGRAM);
    const folder = join(source.fsPath, "../..");
    writeFile("debugging/odd #1 100% ü/package.json", '{ "type": "module" }');
    const options = [
      "--outDir",
      "out",
      "--rootDir",
      "src",
      "--sourceMap",
      "--module",
      "nodenext",
      "--target",
      "es2022",
    ];
    const repository = vscode.extensions.getExtension("stepwright.stepwright")?.extensionPath ?? "";
    const tsc = [join(repository, "node_modules/typescript/bin/tsc"), "src/count.ts", ...options];
    execFileSync(process.execPath, [...tsc, "--noCheck", "--ignoreConfig"], { cwd: folder });
    vscode.debug.addBreakpoints([breakpointAt(source, PROGRAM, "const next =")]);
    const compiled = { program: join(folder, "out/count.js"), outFiles: [join(folder, "out/**/*.js")] };
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), { ...program(), ...compiled }));
    const { session, threadId } = await stopped(sessions.javaScript, 1);
    const [top] = await stack(session, threadId);
    assert.deepEqual([fileOf(top), top?.line], [source.fsPath, lineOf(PROGRAM, "const next =") + 1]);
  });

  it("does not stop in the JavaScript session at the line of an event class", async () => {
    vscode.debug.addBreakpoints([
      breakpointAt(count, PROGRAM, "class Counted"),
      breakpointAt(count, PROGRAM, "@step(StartEvent)"),
    ]);
    const { session, threadId } = await startAndStop(sessions.stepwright, workspaceFolder(), program());
    assert.match((await stack(session, threadId))[0]?.name ?? "", /StartEvent.*start/);
    await session.customRequest("continue", { threadId });
    const second = await stopped(sessions.stepwright, 2);
    assert.match((await stack(session, second.threadId))[0]?.name ?? "", /Counted.*countDown/);
    const javaScriptStops = sessions.javaScript.messages.filter(
      ({ message }) => message.type === "event" && "event" in message && message.event === "stopped",
    );
    assert.deepEqual(javaScriptStops, []);
  });

  it("steps into a step's body, and off its end to the next event", async () => {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("CountFlow.start")]);
    const first = await startAndStop(sessions.stepwright, workspaceFolder(), program());
    await first.session.customRequest("stepIn", { threadId: first.threadId });
    const body = await stopped(sessions.javaScript, 1);
    const [top] = await stack(body.session, body.threadId);
    assert.equal(fileOf(top), count.fsPath);
    assert.equal(top?.line, lineOf(PROGRAM, "new Counted({ count: ev.limit })") + 1);
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("CountFlow.countDown")]);
    await body.session.customRequest("stepOut", { threadId: body.threadId });
    const second = await stopped(sessions.stepwright, 2);
    assert.match((await stack(second.session, second.threadId))[0]?.name ?? "", /Counted.*countDown/);
  });

  it("steps over files that the configuration has it skip", async () => {
    writeFile("debugging/minus.ts", "export function minus(n: number): number {\n  return n - 1;\n}\n");
    const text = PROGRAM.replace("ev.count - 1", "minus(ev.count)");
    const source = writeFile("debugging/skipping.ts", `import { minus } from "./minus.ts";\n${text}`);
    const line = lineOf(text, "const next =") + 1;
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(source, new vscode.Position(line, 0))),
    ]);
    const skipping = { ...program(), program: source.fsPath, skipFiles: ["**/minus.ts"] };
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), skipping));
    const { session, threadId } = await stopped(sessions.javaScript, 1);
    await session.customRequest("stepIn", { threadId });
    await stopped(sessions.javaScript, 2);
    assert.equal(fileOf((await stack(session, threadId))[0]), source.fsPath);
  });

  it("steps into a step's body while values are looked at", async () => {
    vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint("CountFlow.start")]);
    const { session, threadId } = await startAndStop(sessions.stepwright, workspaceFolder(), program());
    const [frame] = await stack(session, threadId);
    const look = (): Thenable<unknown> =>
      session.customRequest("evaluate", { expression: "event", context: "watch", frameId: frame?.id });
    const looks = Array.from({ length: 200 }, look);
    await session.customRequest("stepIn", { threadId });
    looks.push(...Array.from({ length: 400 }, look));
    const body = await stopped(sessions.javaScript, 1);
    assert.equal((await stack(body.session, body.threadId))[0]?.line, lineOf(PROGRAM, "count: ev.limit") + 1);
    // Those that came too late are refused.
    await Promise.allSettled(looks);
    assert.doesNotMatch(consoleText(sessions.stepwright), /Step Into went over/);
  });

  it("stops in the step's body again after a restart", async () => {
    vscode.debug.addBreakpoints([breakpointAt(count, PROGRAM, "return new Counted(")]);
    assert.ok(await vscode.debug.startDebugging(workspaceFolder(), program()));
    await stopped(sessions.javaScript, 1);
    await vscode.commands.executeCommand("workbench.action.debug.restart");
    const { session, threadId } = await stopped(sessions.javaScript, 2);
    assert.equal(fileOf((await stack(session, threadId))[0]), count.fsPath);
  });

  it("leaves no session and no process when the adapter is killed", async () => {
    vscode.debug.addBreakpoints([breakpointAt(review, REVIEW_FLOW, "class Drafted")]);
    await startAndStop(sessions.stepwright, workspaceFolder(), workflow());
    const adapter = processesWith("main.js").find(
      ({ command, parent }) => parent === process.pid && command.includes("debugger"),
    );
    assert.ok(adapter, "the adapter is a child of the extension host");
    process.kill(adapter.pid, "SIGKILL");
    await sessionsEnd();
  });
});

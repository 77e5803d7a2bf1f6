import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { BreakpointTarget, Services } from "../../src/extension/services.ts";
import { activated } from "./support/extension.ts";
import { REVIEW_FLOW } from "./support/flows.ts";
import { until } from "./support/until.ts";
import { breakpointAt, lineOf, writeFile } from "./support/workspace.ts";

describe("event breakpoints", () => {
  let services: Services;
  let uri: vscode.Uri;
  const drafted = (): BreakpointTarget => ({
    kind: "event",
    event: "Drafted",
    workflow: "ReviewFlow",
    file: uri.fsPath,
  });
  const draft = (): BreakpointTarget => ({ kind: "step", workflow: "ReviewFlow", step: "draft", file: uri.fsPath });
  const started: BreakpointTarget = { kind: "event", event: "StartEvent", workflow: "ReviewFlow" };
  const at = (part: string): vscode.SourceBreakpoint => breakpointAt(uri, REVIEW_FLOW, part);

  before(async () => {
    services = await activated();
    uri = writeFile("breakpoints/review.ts", REVIEW_FLOW);
    await services.analysis.graph(uri);
  });
  beforeEach(() => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));
  after(() => vscode.debug.removeBreakpoints(vscode.debug.breakpoints));

  it("set in the gutter at an event class is the event's", () => {
    vscode.debug.addBreakpoints([at("class Drafted")]);
    assert.ok(services.breakpoints.find(drafted()));
    assert.equal(services.breakpoints.find(draft()), undefined);
  });

  it("set in the gutter at a decorator or a signature is the step's", () => {
    for (const part of ["@step(StartEvent)", "async draft("]) {
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
      vscode.debug.addBreakpoints([at(part)]);
      assert.ok(services.breakpoints.find(draft()), part);
    }
  });

  it("set in a step's body is none", () => {
    vscode.debug.addBreakpoints([at("const text =")]);
    assert.deepEqual(services.breakpoints.all, []);
  });

  it("set by the tree or the graph shows in the gutter, and goes from there", () => {
    services.breakpoints.toggle(drafted());
    const [breakpoint] = vscode.debug.breakpoints;
    assert.ok(breakpoint instanceof vscode.SourceBreakpoint);
    assert.equal(breakpoint.location.uri.fsPath, uri.fsPath);
    assert.equal(breakpoint.location.range.start.line, lineOf(REVIEW_FLOW, "class Drafted"));
    services.breakpoints.toggle(drafted());
    assert.deepEqual(vscode.debug.breakpoints, []);
  });

  it("on an event without a source is a function breakpoint", () => {
    services.breakpoints.add(started);
    const [breakpoint] = vscode.debug.breakpoints;
    assert.ok(breakpoint instanceof vscode.FunctionBreakpoint);
    assert.equal(breakpoint.functionName, "ReviewFlow.StartEvent");
    assert.ok(services.breakpoints.find(started));
  });

  it("named in VS Code's own list is found by the tree", () => {
    vscode.debug.addBreakpoints([
      new vscode.FunctionBreakpoint("Drafted"),
      new vscode.FunctionBreakpoint("StartEvent"),
    ]);
    assert.ok(services.breakpoints.find(drafted()));
    assert.ok(services.breakpoints.find(started));
    services.breakpoints.remove(drafted());
    assert.deepEqual(
      vscode.debug.breakpoints.map(
        (breakpoint) => breakpoint instanceof vscode.FunctionBreakpoint && breakpoint.functionName,
      ),
      ["StartEvent"],
    );
  });

  it("keeps its place and other options when one is changed", () => {
    vscode.debug.addBreakpoints([at("@step(StartEvent)")]);
    services.breakpoints.update(draft(), { condition: "event.topic === 'x'" });
    services.breakpoints.update(draft(), { hitCondition: ">= 2" });
    services.breakpoints.update(draft(), { enabled: false });
    const all = services.breakpoints.all;
    assert.equal(all.length, 1);
    assert.equal(all[0]?.condition, "event.topic === 'x'");
    assert.equal(all[0]?.hitCondition, ">= 2");
    assert.equal(all[0]?.enabled, false);
    const { breakpoint } = all[0] ?? {};
    assert.ok(breakpoint instanceof vscode.SourceBreakpoint);
    assert.equal(breakpoint.location.range.start.line, lineOf(REVIEW_FLOW, "@step(StartEvent)"));
    services.breakpoints.update(draft(), { condition: "" });
    assert.equal(services.breakpoints.find(draft())?.condition, undefined);
  });

  it("of one name in two files are two", async () => {
    const other = writeFile("breakpoints/other.ts", REVIEW_FLOW);
    await services.analysis.graph(other);
    services.breakpoints.add({ kind: "event", event: "Drafted", workflow: "ReviewFlow", file: other.fsPath });
    assert.equal(services.breakpoints.find(drafted()), undefined);
    services.breakpoints.add(drafted());
    const files = vscode.debug.breakpoints.map(
      (breakpoint) => breakpoint instanceof vscode.SourceBreakpoint && breakpoint.location.uri.fsPath,
    );
    assert.deepEqual(files, [other.fsPath, uri.fsPath]);
  });

  it("follows its class when lines are put above it", async () => {
    vscode.debug.addBreakpoints([at("class Drafted")]);
    const editor = await vscode.window.showTextDocument(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// one\n// two\n"));
    const line = lineOf(REVIEW_FLOW, "class Drafted") + 2;
    await until("the breakpoint two lines further down", () => {
      const found = services.breakpoints.find(drafted())?.breakpoint;
      return found instanceof vscode.SourceBreakpoint && found.location.range.start.line === line;
    });
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("removes them all, and leaves line breakpoints alone", () => {
    vscode.debug.addBreakpoints([at("class Drafted"), at("const text ="), new vscode.FunctionBreakpoint("Drafted")]);
    services.breakpoints.removeAll();
    assert.equal(vscode.debug.breakpoints.length, 1);
  });
});

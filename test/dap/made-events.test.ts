import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapSession } from "./dap-session.ts";
import { type Workspace, workspace } from "./workspace.ts";

const PROGRAM = `import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";

const prefix = String(["Told", ""].join(""));
let changing = "First";
changing += "Second";
const named = (name: string) => Event.with(\`\${name}Happened\`);
const loud = (name: string) => Event.with(name.toUpperCase());
function local(name: string) {
  const Local = Event.with(\`\${name}Kept\`);
  return Local;
}
function declared(name: string) {
  class Declared extends Event.with(\`\${name}Declared\`) {}
  return Declared;
}
function trimmed(name: string) {
  name = \`\${name}Trimmed\`;
  return Event.with(name);
}
function either(name: string) {
  if (name === "x") return Event.with("Never");
  return Event.with("Either");
}

class ByFactory extends named("Factory") {}
const Variable = named("Variable");
class Loud extends loud("loud") {}
const LoudVariable = loud("loudVariable");
const Kept = local("Local");
const Made = declared("Made");
class Computed extends Event.with(prefix + "Computed") {}
const ComputedVariable = Event.with(prefix + "Variable");
const Changing = Event.with(changing);
class Trimmed extends trimmed("x") {}
class Either extends either("y") {}

const all = [ByFactory, Variable, Loud, LoudVariable, Kept, Made, Computed, ComputedVariable, Changing, Trimmed, Either];

export class MadeFlow extends Workflow<object, number> {
  @step(StartEvent)
  begin() {
    return new ByFactory();
  }

  @step(...all)
  next(ev: Event) {
    const next = all[all.findIndex((one) => ev instanceof one) + 1];
    return next === undefined ? new StopEvent({ result: all.length }) : new next();
  }
}

await new MadeFlow().run({});
`;

const LINES = PROGRAM.split("\n");
const lineOf = (text: string): number => LINES.findIndex((line) => line.trimStart().startsWith(text)) + 1;

/** By the beginning of a line: the name of the event before which a breakpoint on it stops. */
const STOPS: readonly [string, string][] = [
  ["class ByFactory", "FactoryHappened"],
  ["const Variable", "VariableHappened"],
  ["class Loud", "LOUD"],
  ["const Kept", "LocalKept"],
  ["const Made", "MadeDeclared"],
  ["class Declared", "MadeDeclared"],
  ["class Computed", "ToldComputed"],
  ["class Trimmed", "xTrimmed"],
  ["class Either", "Either"],
];

/** Lines of which the source does not tell what their event is named. */
const UNKNOWN = ["const LoudVariable", "const Local", "const ComputedVariable", "const Changing"];

describe("breakpoints on event classes whose names are made", () => {
  let session: DapSession | undefined;
  let folder: Workspace | undefined;
  afterEach(async () => {
    await session?.close();
    session = undefined;
    folder?.remove();
    folder = undefined;
  });

  const launch = async (...starts: readonly string[]): Promise<DapSession> => {
    folder = workspace({ "main.ts": PROGRAM }, { packages: ["stepwright", "zod", "tsx"] });
    const main = folder.file("main.ts");
    session = await DapSession.launch(
      { program: main, cwd: folder.path, javascript: false },
      { lines: { [main]: starts.map((start) => ({ line: lineOf(start) })) } },
    );
    return session;
  };
  /** What was last said of each breakpoint, in the order they were set. */
  const answers = ({ messages }: DapSession): [boolean, string | undefined][] => {
    const last = new Map<number | undefined, DebugProtocol.Breakpoint>();
    for (const message of messages as (DebugProtocol.Response & DebugProtocol.Event)[]) {
      const said = message.event === "breakpoint" ? [message.body.breakpoint] : (message.body?.breakpoints ?? []);
      for (const breakpoint of said as DebugProtocol.Breakpoint[])
        if (breakpoint.id !== undefined) last.set(breakpoint.id, breakpoint);
    }
    return [...last.values()].map(({ verified, message }) => [verified, message]);
  };

  for (const [start, event] of STOPS) {
    it(`stops before ${event} at "${start}"`, async () => {
      const dap = await launch(start);
      const { threadId } = await dap.stopped();
      assert.equal((await dap.top(threadId)).name, `${event} → next`);
      assert.equal(answers(dap)[0]?.[0], true);
      await dap.client.continueRequest({ threadId });
      assert.equal(await dap.ended(), 0);
    });
  }

  it("says of a variable whose event's name is made at run time that it cannot stop there", async () => {
    const dap = await launch(...UNKNOWN);
    assert.equal(await dap.ended(), 0);
    const said = answers(dap);
    assert.equal(said.length, UNKNOWN.length);
    for (const [verified, message] of said) {
      assert.equal(verified, false);
      assert.match(message ?? "", /The name of this event is made when the program runs.* Write "class \w+ extends/);
    }
  });

  it("knows no event by a variable's name, and says how its events are named", async () => {
    folder = workspace({ "main.ts": PROGRAM }, { packages: ["stepwright", "zod", "tsx"] });
    session = await DapSession.open();
    await session.setFunctions("Variable", "ComputedVariable");
    await session.start({ program: folder.file("main.ts"), cwd: folder.path, javascript: false });
    assert.equal(await session.ended(), 0);
    assert.deepEqual(answers(session), [
      [false, 'The events of Variable are named "VariableHappened".'],
      [false, 'There is no event or step "ComputedVariable" in this program. Did you mean "LOUDVARIABLE"?'],
    ]);
  });
});

import { relative } from "node:path";
import type { LaunchConfiguration } from "./launch-configuration.ts";
import type { TargetExit } from "./target.ts";

export interface EndedProgram {
  readonly configuration: LaunchConfiguration;
  readonly exit: TargetExit;
  /** Whether the probe had connected. */
  readonly connected: boolean;
  readonly runtimeLoaded: boolean;
  readonly anyRun: boolean;
  readonly workflows: ReadonlySet<string>;
}

/** What the user must be told about the end of a program that did not do what a debug session is for. */
export function endedMessage(ended: EndedProgram): string | undefined {
  const { configuration, exit, connected, runtimeLoaded, anyRun } = ended;
  const what = configuration.program === undefined ? "The program" : relative(configuration.cwd, configuration.program);
  const how = exit.signal === null ? `exited with code ${exit.code}` : `was ended by ${exit.signal}`;
  if (!connected) {
    // Node's own code for an option it does not know.
    const hint =
      exit.code === 9 ? ' Stepwright needs Node.js >= 20.19: check "runtimeExecutable" and "runtimeArgs".' : "";
    return `${what} ${how} before it reached the debugger.${hint}`;
  }
  if (anyRun) return exit.signal === null ? undefined : `${what} ${how}.`;
  if (!runtimeLoaded) {
    return `${what} ${how} before any workflow ran: it never loaded the package "stepwright". If it should, is it installed in its folder (npm install stepwright)?`;
  }
  return `${what} ${how} before any workflow ran. ${wayOut(ended.workflows)}`;
}

function wayOut(workflows: ReadonlySet<string>): string {
  const [first, ...more] = workflows;
  if (first === undefined) return "A program runs a workflow with new MyWorkflow().run(input).";
  const names = [first, ...more].join(", ");
  return `Let it call new ${first}().run(input), or set "workflow" in the launch configuration to run a class by itself: ${names}.`;
}

import { relative } from "node:path";
import type { ProgramExit } from "../launcher/debuggee.ts";
import type { SessionConfiguration } from "./session-configuration.ts";

export interface EndedProgram {
  readonly configuration: SessionConfiguration;
  readonly exit: ProgramExit;
  /** Whether the probe had connected. */
  readonly connected: boolean;
  readonly runtimeLoaded: boolean;
  /** Whether there was a run, or may have been one that could not be seen. */
  readonly anyRun: boolean;
  /** Names of the runs that had not ended. */
  readonly running: readonly string[];
  readonly workflows: ReadonlySet<string>;
}

/** What the user must be told about the end of a program that did not do what a debug session is for. */
export function endedMessage(ended: EndedProgram): string | undefined {
  const { configuration, exit, connected, runtimeLoaded, anyRun, running } = ended;
  const what = configuration.program === undefined ? "The program" : relative(configuration.cwd, configuration.program);
  const meanwhile = running.length === 0 ? "" : ` while ${list(running)} running`;
  if (exit.cause === "outOfMemory") {
    return `${what} ran out of memory${meanwhile}. Give it more with "runtimeArgs": ["--max-old-space-size=4096"] (in MB).`;
  }
  if (exit.cause === "debuggerLost") {
    return `The program's connection to the debugger was cut, so ${what} ended${meanwhile}. Does it close sockets that are not its own?`;
  }
  const how = howItEnded(exit);
  if (!connected) {
    // Node's own code for an option it does not know.
    const hint =
      exit.code === 9 ? ' Stepwright needs Node.js >= 20.19: check "runtimeExecutable" and "runtimeArgs".' : "";
    return `${what} ${how} before it reached the debugger.${hint}`;
  }
  if (anyRun) return exit.signal === null && running.length === 0 ? undefined : `${what} ${how}${meanwhile}.`;
  if (!runtimeLoaded) {
    return `${what} ${how} before any workflow ran: it never loaded the package "stepwright". If it should, is it installed in its folder (npm install stepwright)?`;
  }
  if (exit.code !== 0 && exit.code !== null) return `${what} ${how} before any workflow ran: what it printed says why.`;
  return `${what} ${how} before any workflow ran. ${wayOut(ended.workflows)}`;
}

/** Of a program that was attached to, nobody knows. */
function howItEnded({ code, signal }: ProgramExit): string {
  if (signal !== null) return `was ended by ${signal}`;
  return code === null ? "ended" : `exited with code ${code}`;
}

function wayOut(workflows: ReadonlySet<string>): string {
  const [first, ...more] = workflows;
  if (first === undefined) return "A program runs a workflow with new MyWorkflow().run(input).";
  const names = [first, ...more].join(", ");
  return `Let it call new ${first}().run(input), or set "workflow" in the launch configuration to run a class by itself: ${names}.`;
}

/** `A #1 was`, `A #1 and B #1 were`, `A #1, B #1 and 40 more were`. */
function list(names: readonly string[]): string {
  const [first = "", second, ...more] = names;
  if (second === undefined) return `${first} was`;
  if (more.length === 0) return `${first} and ${second} were`;
  return `${first}, ${second} and ${more.length} more were`;
}

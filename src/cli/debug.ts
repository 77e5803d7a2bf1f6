import { StepwrightSession } from "../debugger/adapter/session.ts";
import { parseOptions, UsageError } from "./command.ts";

/** `stepwright debug`: the debug adapter on stdin and stdout, for editors other than VS Code. */
export async function debug(args: readonly string[]): Promise<number> {
  const { positionals } = parseOptions(args, {});
  if (positionals.length > 0) {
    throw new UsageError(
      `stepwright debug takes no file: an editor speaks the Debug Adapter Protocol with it. To run a workflow: stepwright run ${positionals[0]}`,
    );
  }
  const session = new StepwrightSession();
  session.start(process.stdin, process.stdout);
  // The session ends the process when its client goes.
  return new Promise<number>(() => {});
}

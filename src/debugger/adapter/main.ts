/** The debug adapter: DAP on stdin and stdout. */
import { StepwrightSession } from "./session.ts";

const session = new StepwrightSession();
session.start(process.stdin, process.stdout);

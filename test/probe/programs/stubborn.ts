/** A step that does not heed its signal; with `env`, what child processes and workers find in the environment. */
import { spawnSync } from "node:child_process";
import { Worker } from "node:worker_threads";
import { StartEvent, StopEvent, step, Workflow } from "stepwright";

class Stubborn extends Workflow<object, string> {
  @step(StartEvent)
  async begin(): Promise<StopEvent<string>> {
    process.stdout.write(`${"x".repeat(100_000)}\n`);
    setInterval(() => {}, 1_000);
    await new Promise(() => {});
    return new StopEvent({ result: "never" });
  }
}

const VARIABLE = "STEPWRIGHT_PROBE";
if (process.argv[2] === "env") {
  const { stdout } = spawnSync(process.execPath, [...process.execArgv, "-p", `process.env.${VARIABLE}`]);
  const inWorker = await new Promise((done) => {
    const source = `require("node:worker_threads").parentPort.postMessage(String(process.env.${VARIABLE}))`;
    new Worker(source, { eval: true }).once("message", done);
  });
  console.log(`address: ${process.env[VARIABLE]}, in a worker: ${inWorker}, in a child: ${String(stdout).trim()}`);
} else {
  await new Stubborn({ timeout: null }).run({});
}

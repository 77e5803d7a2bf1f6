import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generateProject } from "../../bench/analysis/generate.ts";
import { AnalysisError } from "../../src/analysis/analysis-error.ts";
import { AnalysisClient } from "../../src/analysis/worker-client.ts";
import { factsOf } from "./facts.ts";
import { Sandbox, smallFlow } from "./sandbox.ts";

const bundle = fileURLToPath(new URL("../../dist/analysis/worker.js", import.meta.url));
const fixtures = fileURLToPath(new URL("fixtures/", import.meta.url));

/** A check gives way as often as it reads or asks something, for each of its files and for those of packages. */
const MOST_TEXTS = 24 * 100;

describe("the analysis worker", () => {
  const sandbox = new Sandbox();
  const clients: AnalysisClient[] = [];
  const problems: string[] = [];

  before(() => assert.ok(existsSync(bundle), `${bundle} is not built: npm run build`));
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    problems.length = 0;
  });
  after(() => sandbox.delete());

  function connect(path = bundle, timeout = 60_000): AnalysisClient {
    const client = new AnalysisClient(path, { timeout, onProblem: (message) => problems.push(message) });
    clients.push(client);
    return client;
  }

  it("answers every request of the protocol", async function () {
    this.timeout(60_000);
    const client = connect();
    const rag = `${fixtures}rag.ts`;
    const graph = await client.graphOf(rag);
    assert.deepEqual(Object.keys(factsOf(graph).workflows), ["RagFlow"]);
    const unsaved = await client.graphOf(rag, { text: smallFlow(), types: false });
    assert.deepEqual(Object.keys(factsOf(unsaved).workflows), ["SmallFlow"]);
    assert.deepEqual((await client.locate(`${fixtures}events-only.ts`, 5))?.kind, "event");
    assert.equal(await client.locate(`${fixtures}events-only.ts`, 1), undefined);
    await client.graphOf(rag); // the unsaved text no longer counts
    assert.ok((await client.findWorkflows(fixtures)).some((workflow) => workflow.name === "RagFlow"));
    assert.deepEqual(await client.diagnose(rag), []);
    const graphs = await client.graphsOf([rag, `${fixtures}gone.ts`, `${fixtures}human.ts`]);
    assert.deepEqual(
      graphs.map(({ workflows }) => workflows[0]?.name),
      ["RagFlow", "ReviewFlow"],
    );
    assert.deepEqual(
      (await client.diagnose(rag, { text: smallFlow().replace("@step(Middle)", "@step(Nothing)") })).map(
        ({ code }) => code,
      ),
      ["never-consumed", "unknown-event"],
    );
    assert.equal((await client.targets(`${fixtures}events-only.ts`)).length, 2);
    assert.equal((await client.locateName(fixtures, "Lonely")).length, 1);
  });

  it("answers every request about a file for its newest text", async () => {
    const client = connect();
    const file = sandbox.path("flow.ts");
    // The first one is on its way at once, and broken off; the others meet in the queue.
    const graphs = await Promise.all(
      ["One", "Two", "Three", "Four"].map((event) => client.graphOf(file, { text: smallFlow(event) })),
    );
    assert.deepEqual(
      graphs.map((graph) => graph.events[1]?.name),
      ["Four", "Four", "Four", "Four"],
    );
  });

  it("does what concerns the file that is typed in before a check of the whole project", async function () {
    this.timeout(60_000);
    const files = generateProject(sandbox.path("large"), 60);
    const client = connect();
    const answered: string[] = [];
    const note =
      <T>(name: string) =>
      (answer: T): T => {
        answered.push(name);
        return answer;
      };
    const [file = ""] = files;
    await client.graphOf(file, { types: false });
    const whole = client.diagnoseAll(files).then(note("whole project"));
    const renamed = (name: string): string => readFileSync(file, "utf8").replaceAll("Rejected0", name);
    const older = client.graphOf(file, { text: renamed("Older") }).then(note("older text"));
    const typed = client.graphOf(file, { text: renamed("Newest") }).then(note("types"));
    const syntax = client.graphOf(file, { text: renamed("Newest"), types: false }).then(note("syntax"));
    for (const graph of await Promise.all([syntax, typed, older])) {
      assert.ok(graph.events.some(({ name }) => name === "Newest"));
      assert.ok(!graph.events.some(({ name }) => name === "Older"));
    }
    const found = await whole;
    assert.deepEqual([answered[0], answered.at(-1)], ["syntax", "whole project"]);
    assert.equal(Object.keys(found).length, files.length);
    assert.deepEqual(Object.values(found).flat(), []);
    // And it is no other answer than without all that.
    await client.graphOf(file);
    assert.deepEqual(await client.diagnoseAll(files), found);
  });

  it("answers what is typed in the midst of a check", async function () {
    this.timeout(60_000);
    const files = generateProject(sandbox.path("under-way"), 80);
    const client = connect();
    const [file = ""] = files;
    const original = readFileSync(file, "utf8");
    let ended = false;
    const whole = client.diagnoseAll(files).finally(() => {
      ended = true;
    });
    // One text after the other, each when the one before is drawn, until the whole project is through.
    let drawn = 0;
    for (let typed = 1; !ended && typed <= 20; typed++) {
      const text = original.replaceAll("Rejected0", `Typed${typed}`);
      const graph = await client.graphOf(file, { text, types: false });
      assert.ok(graph.events.some(({ name }) => name === `Typed${typed}`));
      if (!ended) drawn++;
    }
    assert.ok(drawn >= 5, `only ${drawn} texts were drawn before the check of 80 files was through`);
    assert.equal(Object.keys(await whole).length, files.length);
  });

  it("ends a check of many files also where somebody types all the time", async function () {
    this.timeout(120_000);
    const files = generateProject(sandbox.path("never-quiet"), 24);
    const client = connect();
    const [file = ""] = files;
    const original = readFileSync(file, "utf8");
    let ended = false;
    const whole = client.diagnoseAll(files).finally(() => {
      ended = true;
    });
    let typed = 0;
    // No moment without something more urgent: the next texts are there before the last ones are drawn.
    const type = async (): Promise<void> => {
      while (!ended && typed < MOST_TEXTS) {
        const text = original.replaceAll("Rejected0", `Typed${++typed}`);
        await client.graphOf(file, { text, types: false });
      }
    };
    await Promise.all([type(), type()]);
    assert.ok(ended, `${typed} texts were drawn, and the check of ${files.length} files did not end`);
    assert.deepEqual(Object.keys(await whole).sort(), [...files].sort());
  });

  it("breaks a check off that nobody waits for any more", async function () {
    this.timeout(30_000);
    const files = generateProject(sandbox.path("given-up"), 24);
    const [file = ""] = files;
    const client = connect();
    const outdated = new AbortController();
    // Far more than is done before the test is over.
    const endless = Array.from({ length: 1_000 }, () => files).flat();
    const whole = assert.rejects(client.diagnoseAll(endless, { signal: outdated.signal }), { reason: "Aborted" });
    await client.graphOf(file, { types: false }); // answered in the midst of it
    const newer = client.diagnoseAll([file]);
    outdated.abort();
    await whole;
    assert.deepEqual(await newer, { [file]: [] });
    await assert.rejects(client.diagnoseAll(files, { signal: outdated.signal }), { reason: "Aborted" });
  });

  it("goes on with a check that somebody else waits for", async () => {
    const client = connect();
    const rag = `${fixtures}rag.ts`;
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = assert.rejects(client.diagnoseAll([rag], { signal: running.signal }), { reason: "Aborted" });
    const human = `${fixtures}human.ts`;
    const second = assert.rejects(client.diagnoseAll([human], { signal: waiting.signal }), { reason: "Aborted" });
    const same = client.diagnoseAll([human]);
    running.abort();
    waiting.abort();
    await Promise.all([first, second]);
    assert.deepEqual(Object.keys(await same), [human]);
  });

  it("checks many files beside the unsaved texts of editors", async () => {
    const events = sandbox.write(
      "unsaved/events.ts",
      'import { Event } from "stepwright";\nexport class Middle extends Event.with("Middle") {}\n',
    );
    const importing = smallFlow().replace(/class Middle.*/, 'import { Middle } from "./events.js";');
    const flow = sandbox.write("unsaved/flow.ts", importing);
    const client = connect();
    const codesWith = async (unsaved: Record<string, string>): Promise<string[] | undefined> => {
      const found = await client.diagnoseAll([flow], { unsaved });
      return found[flow]?.map(({ code }) => code);
    };
    assert.deepEqual(await codesWith({}), []);
    assert.deepEqual(await codesWith({ [events]: "export const nothing = 0;" }), ["unknown-event"]);
    assert.deepEqual(await codesWith({ [flow]: importing.replace("@step(Middle)", "@step(StartEvent)") }), [
      "never-consumed",
    ]);
    const [graph] = await client.graphsOf([flow], { unsaved: { [events]: "export const nothing = 0;" } });
    assert.equal(graph?.notes[0]?.code, "unknown-event");
    assert.deepEqual(await codesWith({}), []);
  });

  it("passes errors on by name", async () => {
    await assert.rejects(connect().graphOf(sandbox.path("nowhere.ts")), (error: unknown) => {
      assert.ok(error instanceof AnalysisError);
      assert.equal(error.reason, "MissingFileError");
      assert.match(error.message, /There is no file .*nowhere\.ts/);
      return true;
    });
  });

  it("ends a worker that is left alone, and starts it again for the next request", async () => {
    const client = new AnalysisClient(bundle, { idle: 50 });
    clients.push(client);
    const file = sandbox.path("idle.ts");
    const good = await client.graphOf(file, { text: smallFlow() });
    assert.equal(client.alive, true);
    await until(() => !client.alive);
    // What it knew of a file that was good is not lost with it.
    const broken = smallFlow().replace("class SmallFlow", "class");
    const kept = await client.graphOf(file, { text: `${broken} (` });
    assert.deepEqual(kept.workflows, good.workflows);
    assert.equal(kept.notes[0]?.code, "syntax-error");
    assert.deepEqual(problems, []);
  });

  it("starts a crashed worker again and repeats what it was at", async () => {
    const marker = sandbox.path("crashed");
    const crashing = sandbox.write(
      "crash-once.mjs",
      `import { existsSync, writeFileSync } from "node:fs";
       if (existsSync(${JSON.stringify(marker)})) await import(${JSON.stringify(bundle)});
       else { writeFileSync(${JSON.stringify(marker)}, ""); throw new Error("out of order"); }`,
    );
    const graph = await connect(crashing).graphOf(`${fixtures}rag.ts`);
    assert.equal(graph.workflows.length, 1);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /out of order/);
  });

  it("gives up on what crashes it twice, and works on", async () => {
    const crashing = sandbox.write("crash.mjs", 'throw new Error("out of order");');
    const client = connect(crashing);
    await assert.rejects(client.graphOf("a.ts"), { reason: "WorkerCrashed" });
    await assert.rejects(client.graphOf("b.ts"), /graphOf true b\.ts failed twice: out of order/);
  });

  it("ends a worker that hangs", async () => {
    const hanging = sandbox.write(
      "hang.mjs",
      'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => { for (;;); });',
    );
    await assert.rejects(connect(hanging, 300).graphOf("a.ts"), { reason: "WorkerTimeout" });
  });

  it("rejects an answer of another version", async () => {
    const strange = sandbox.write(
      "strange.mjs",
      'import { parentPort } from "node:worker_threads"; parentPort.on("message", ({ id }) => parentPort.postMessage({ id, result: { version: 99 } }));',
    );
    await assert.rejects(connect(strange).graphOf("a.ts"), { reason: "ProtocolMismatch" });
  });

  it("rejects what waits when it is disposed, and everything after", async () => {
    const client = connect();
    const waiting = client.graphOf(`${fixtures}rag.ts`);
    const rejected = assert.rejects(waiting, { reason: "Disposed" });
    await client.dispose();
    await rejected;
    await assert.rejects(client.graphOf(`${fixtures}rag.ts`), { reason: "Disposed" });
    await client.dispose();
  });
});

/** Resolves once the condition holds; rejects after ten seconds. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it did not come about");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

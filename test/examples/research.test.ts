import assert from "node:assert/strict";
import { InputRequiredEvent } from "stepwright";
import { ResearchFlow, SourceVerdict } from "../../examples/research/research-flow.ts";
import { runExample } from "./run-program.ts";

const program = "examples/research/research-flow.ts";
const topic = "how an open question is answered in the editor";

describe("example research", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  /** Answers every question with what `verdict` says of its text. */
  async function researched(about: string, verdict: (question: string) => boolean) {
    const run = new ResearchFlow().run({ topic: about });
    const questions: string[] = [];
    for await (const event of run.streamEvents()) {
      if (!(event instanceof InputRequiredEvent)) continue;
      const asked = run.prompts.find((prompt) => prompt.event === event);
      questions.push(event.prefix);
      run.sendEvent(new SourceVerdict({ use: verdict(event.prefix) }), { prompt: asked?.id ?? "" });
    }
    return { report: await run, questions, state: run.context.state };
  }

  it("writes a report of the sections that cover the topic, best first", async () => {
    const { report } = await researched(topic, () => false);
    assert.match(report, new RegExp(`^# ${topic}`));
    assert.match(report, /## docs\/debugging\.md § Answer a question \(quality 1\.00\)/);
    assert.match(report, /reply box/);
    const qualities = [...report.matchAll(/\(quality (\d\.\d\d)\)/g)].map((match) => Number(match[1]));
    assert.ok(qualities.length > 1);
    assert.deepEqual(
      qualities,
      qualities.toSorted((a, b) => b - a),
    );
  });

  it("asks about poor sources, and leaves out those the person refuses", async () => {
    const refused = await researched(topic, () => false);
    assert.ok(refused.questions.length > 0);
    const place = /^(.+?) has little on/.exec(refused.questions[0] ?? "")?.[1] ?? "?";
    assert.ok(refused.report.includes(`Left out: `) && refused.report.split("Left out: ")[1]?.includes(place));
    assert.ok(!refused.report.includes(`## ${place}`));
    const used = await researched(topic, () => true);
    assert.ok(used.report.includes(`## ${place}`));
    assert.ok(!used.report.includes("Left out"));
  });

  it("keeps topic and category in its state", async () => {
    const { state } = await researched(topic, () => true);
    assert.deepEqual(state, { topic, category: "reference" });
  });

  it("ends at once where nothing is written", async () => {
    assert.equal(await new ResearchFlow().run({ topic: "zyzzyva" }), 'Nothing is written about "zyzzyva".');
  });

  it("asks in the terminal when it is a program, and again where the answer makes no sense", async () => {
    const { code, stdout } = await runExample([program, topic], { input: `perhaps\n${"no\n".repeat(8)}` });
    assert.equal(code, 0);
    assert.match(stdout, /SourceVerdict: use: .*boolean/);
    assert.match(stdout, /Left out: /);
  });

  it("asks the open questions one after the other, without those that were answered elsewhere", async () => {
    const script = `
      import { askInTerminal } from "./examples/shared/ask.ts";
      import { ResearchFlow, SourceVerdict } from "./examples/research/research-flow.ts";
      const run = new ResearchFlow({ inspectors: [askInTerminal()] }).run({ topic: "semaphore licence adapter tick" });
      let answered;
      for await (const _question of run.streamEvents()) {
        const [, second] = run.prompts;
        if (answered || !second) continue;
        answered = second.event.prefix;
        run.sendEvent(new SourceVerdict({ use: true }), { prompt: second.id });
      }
      const report = await run;
      console.log("\\nELSEWHERE " + answered + "\\nREPORT " + report);
    `;
    const { code, stdout, stderr } = await runExample(["--input-type=module", "--eval", script], {
      input: "no\n".repeat(8),
    });
    assert.equal(code, 0, stderr);
    const [asked = "", rest = ""] = stdout.split("ELSEWHERE ");
    const [elsewhere = "", report = ""] = rest.split("REPORT ");
    const place = (question: string) => question.split(" has little on")[0]?.trim() ?? "?";
    const questions = [...asked.matchAll(/^.* has little on .*$/gm)].map(([question]) => question);
    assert.ok(questions.length > 0);
    assert.ok(!questions.some((question) => place(question) === place(elsewhere)), asked);
    assert.ok(report.includes(`## ${place(elsewhere)}`), report);
    for (const question of questions) assert.ok(report.split("Left out: ")[1]?.includes(place(question)), report);
  });
});

import assert from "node:assert/strict";
import type { Event } from "stepwright";
import { BranchingFlow, Classified } from "../../examples/branching/branching-flow.ts";
import { runExample } from "./run-program.ts";

describe("example branching", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  /** The events a run's steps returned, in order. */
  async function eventsOf(query: string): Promise<Event[]> {
    const events: Event[] = [];
    const flow = new BranchingFlow({
      inspectors: [
        {
          stepSettled: (_run, _dispatch, outcome) =>
            void (outcome.kind === "returned" && events.push(...outcome.events)),
        },
      ],
    });
    await flow.run({ query });
    return events;
  }

  it("looks a fact up and names its page", async () => {
    const { kind, text } = await new BranchingFlow().run({ query: "What is a StopEvent?" });
    assert.equal(kind, "factual");
    assert.match(text, /StopEvent.*\(docs\/[\w-]+\.md\)$/);
  });

  it("invents names from verbs and nouns", async () => {
    const query = "Suggest names for a workflow that fetches invoices, checks totals and sends reminders";
    assert.deepEqual(await new BranchingFlow().run({ query }), {
      kind: "creative",
      text: [
        "class InvoicesFlow",
        "  step fetchInvoices returns event InvoicesFetched",
        "  step checkTotals returns event TotalsChecked",
        "  step sendReminders returns event RemindersSent",
      ].join("\n"),
    });
  });

  it("says how to ask where there is no verb and noun", async () => {
    assert.match((await new BranchingFlow().run({ query: "Suggest names" })).text, /pairs of verb and noun/);
  });

  it("goes one way only, and keeps the words that decided it", async () => {
    const factual = await eventsOf("How do I name an event?");
    assert.deepEqual(
      factual.map(({ $type }) => $type),
      ["Classified", "FactualQuery", "StopEvent"],
    );
    assert.deepEqual(factual[0] instanceof Classified && factual[0].cues, ["How"]);
    const creative = await eventsOf("invent names for a workflow that reads mail");
    assert.deepEqual(
      creative.map(({ $type }) => $type),
      ["Classified", "CreativeQuery", "StopEvent"],
    );
  });

  it("runs as a program", async () => {
    const { code, stdout } = await runExample(["examples/branching/branching-flow.ts"]);
    assert.equal(code, 0);
    assert.match(stdout, /^creative query: [\s\S]*step checkTotals returns event TotalsChecked/m);
  });
});

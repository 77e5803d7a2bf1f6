import assert from "node:assert/strict";
import type { IGrammar } from "vscode-textmate";
import { LANGUAGES, loadGrammar, tokensOf } from "./tokens.ts";

const STEP = "entity.name.function.decorator.step.stepwright";
const EVENT = "entity.name.type.class.event.stepwright";
const TOGETHER = "support.function.stepwright";
const NAME = "entity.name.type.event.stepwright";

const FLOW = `class Flow extends Workflow<object, string> {
  @step(StartEvent, { workers: 4, retry: Limits.few })
  async begin(ev: StartEvent): Promise<Retrieved> {
    return new Retrieved({ text: "a" });
  }

  @step(collect(Retrieved, take(Scored, 3)), Other)
  async end(all: Retrieved[]) {
    log.with("text");
    return all.map((one) => one.text);
  }

  @catchError({ steps: ["end"] })
  failed() {}

  @other(Retrieved)
  plain = Event.with("Plain");
}
const after = 1;
`;

for (const scope of Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]) {
  describe(`the grammar of steps and events in ${scope}`, () => {
    let grammar: IGrammar;
    before(async function () {
      this.timeout(180_000);
      grammar = await loadGrammar(scope);
    });
    /** The texts that have a scope, in order. */
    const textsOf = (source: string, wanted: string): string[] =>
      tokensOf(grammar, source)
        .filter(({ scopes }) => scopes.includes(wanted))
        .map(({ text }) => text);
    /** The rest of the language as it is without the injection: the innermost scope of a text. */
    const innermost = (source: string, text: string): string | undefined =>
      tokensOf(grammar, source)
        .findLast((token) => token.text === text)
        ?.scopes.at(-1)
        ?.replace(/\.(tsx?|js|js\.jsx)$/, "");

    it("knows the decorators of steps, and no others", () => {
      assert.deepEqual(textsOf(FLOW, STEP), ["step", "step", "catchError"]);
    });

    it("knows the events that a step takes", () => {
      assert.deepEqual(textsOf(FLOW, EVENT), ["StartEvent", "Retrieved", "Scored", "Other"]);
      assert.deepEqual(textsOf(FLOW, TOGETHER), ["collect", "take"]);
      assert.deepEqual(textsOf("class F { @step(events.Retrieved) a() {} }", EVENT), ["Retrieved"]);
    });

    it("leaves a step's options and what follows to TypeScript", () => {
      assert.equal(innermost(FLOW, "workers"), "meta.object-literal.key");
      assert.equal(innermost(FLOW, "4"), "constant.numeric.decimal");
      assert.equal(innermost(FLOW, "begin"), "entity.name.function");
      assert.equal(innermost(FLOW, "failed"), "entity.name.function");
      assert.equal(innermost(FLOW, "after"), "variable.other.constant");
      for (const { text, scopes } of tokensOf(grammar, FLOW)) {
        assert.ok(!["async", "return", "all"].includes(text) || !scopes.includes("meta.step.stepwright"), text);
      }
    });

    it("goes over several lines, and survives what is not finished", () => {
      assert.deepEqual(textsOf("class F {\n  @step(\n    A,\n    B,\n  )\n  c() {}\n}", EVENT), ["A", "B"]);
      const broken = "class F {\n  @step(A\n  c() { return new B(); }\n";
      assert.ok(textsOf(broken, EVENT).includes("A"));
    });

    it("knows the name that an event class gives its events", () => {
      const source = `export class Retrieved extends Event.with("Retrieved", { text: z.string() }) {}
class Order extends shop.Placed.with('order.placed', {}) {}
class Plain extends Base { log() { this.with("text"); } }
`;
      assert.deepEqual(textsOf(source, NAME), ["Retrieved", "order.placed"]);
      assert.deepEqual(textsOf(FLOW, NAME), []);
      assert.equal(innermost(source, "text"), "string.quoted.double");
    });
  });
}

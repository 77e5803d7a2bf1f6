import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RagFlow } from "../../examples/rag/rag-flow.ts";
import { runExample } from "./run-program.ts";

const program = "examples/rag/rag-flow.ts";

describe("example rag", function () {
  // Each program is a Node of its own: seconds, on a busy machine.
  this.timeout(60_000);

  const ownKey = process.env["OPENAI_API_KEY"];
  before(() => {
    delete process.env["OPENAI_API_KEY"];
  });
  after(() => {
    if (ownKey !== undefined) process.env["OPENAI_API_KEY"] = ownKey;
  });

  const facts: ReadonlyArray<readonly [question: string, fact: RegExp, page: string]> = [
    ["What happens to the timeout while a person is asked?", /timeout stands still/, "docs/human-in-the-loop.md"],
    ["What does a dashed arrow mean?", /dashed arrow: sent with ctx\.sendEvent/, "docs/graph-view.md"],
    ["How is a run cancelled?", /AbortSignal ends a run/, "docs/running-and-streaming.md"],
  ];

  for (const [question, fact, page] of facts) {
    it(`quotes the page that has the fact: ${question}`, async () => {
      const { text, by, sources } = await new RagFlow().run({ question });
      const quote = text.split("\n").find((line) => fact.test(line));
      assert.ok(quote, text);
      const source = sources[Number(/\[(\d+)\]$/.exec(quote)?.[1]) - 1];
      assert.equal(source?.page, page);
      assert.equal(by, "quoting");
    });
  }

  it("says so where the documentation has nothing", async () => {
    const run = new RagFlow().run({ question: "zyzzyva quokka" });
    assert.deepEqual(await run, { text: "The documentation says nothing about that.", by: "nobody", sources: [] });
    assert.deepEqual(run.context.state, { pages: [] });
  });

  it("runs as a program and names its sources", async () => {
    const { code, stdout } = await runExample([program, "How", "is", "a", "run", "cancelled?"]);
    assert.equal(code, 0);
    assert.match(stdout, /How is a run cancelled\?/);
    assert.match(stdout, /Written by: quoting\n\[1\] docs\/running-and-streaming\.md § Cancelling/);
  });

  describe("with a model", () => {
    let server: Server;
    let url: string;
    const requests: Array<{ path: string | undefined; key: string | undefined; body: string }> = [];

    before(async () => {
      server = createServer((request, response) => {
        let body = "";
        request.on("data", (chunk) => {
          body += chunk;
        });
        request.on("end", () => {
          requests.push({ path: request.url, key: request.headers.authorization, body });
          if (body.includes("refuse")) response.writeHead(429).end("too many requests");
          else response.end(JSON.stringify({ choices: [{ message: { content: "It ends with run.cancel. [1]" } }] }));
        });
      });
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
    });

    after(() => server.close());

    it("sends the passages and gives the model's answer with its name", async () => {
      const env = { OPENAI_API_KEY: "secret", OPENAI_BASE_URL: url, OPENAI_MODEL: "tiny" };
      const { code, stdout } = await runExample([program, "How is a run cancelled?"], { env });
      assert.equal(code, 0);
      assert.match(stdout, /It ends with run\.cancel\. \[1\]\n\nWritten by: tiny/);
      const { path, key, body } = requests.at(-1) ?? {};
      assert.equal(path, "/v1/chat/completions");
      assert.equal(key, "Bearer secret");
      const sent = JSON.parse(body ?? "") as { model: string; messages: Array<{ content: string }> };
      assert.equal(sent.model, "tiny");
      assert.match(
        sent.messages[0]?.content ?? "",
        /\[1\] Cancelling: .*AbortSignal[\s\S]*Question: How is a run cancelled\?/,
      );
    });

    it("fails with the server's answer where the server refuses", async () => {
      const env = { OPENAI_API_KEY: "secret", OPENAI_BASE_URL: url };
      const { code, stderr } = await runExample([program, "refuse to cancel a run"], { env });
      assert.equal(code, 1);
      assert.match(stderr, /chat\/completions answered 429: too many requests/);
    });
  });
});

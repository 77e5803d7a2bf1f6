import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { Conversation } from "../dap/protocol-check/conversation.ts";

const CLI = join(resolve(import.meta.dirname, "../.."), "dist", "cli", "main.js");

describe("stepwright debug", () => {
  it("speaks the Debug Adapter Protocol, and ends when its client goes", async () => {
    const adapter = spawn(process.execPath, [CLI, "debug"]);
    const conversation = new Conversation();
    const request = { seq: 1, type: "request", command: "initialize", arguments: { adapterID: "x" } } as const;
    const text = JSON.stringify(request);
    conversation.sent(request);
    adapter.stdin.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
    let answer = "";
    for await (const chunk of adapter.stdout) {
      answer += String(chunk);
      if (answer.endsWith('"initialized"}')) break;
    }
    assert.match(answer, /^Content-Length: \d+\r\n\r\n\{.*"command":"initialize","success":true/);
    const messages = answer.split(/Content-Length: \d+\r\n\r\n/).slice(1);
    assert.equal(messages.length, 2);
    for (const message of messages) conversation.received(JSON.parse(message));
    conversation.ended();
    assert.deepEqual(conversation.problems, []);
    adapter.stdin.end();
    const [code] = (await once(adapter, "exit")) as [number | null];
    assert.equal(code, 0);
  });

  it("says that it takes no file", async () => {
    const adapter = spawn(process.execPath, [CLI, "debug", "flow.ts"]);
    let text = "";
    adapter.stderr.on("data", (chunk: Buffer) => {
      text += String(chunk);
    });
    const [code] = (await once(adapter, "close")) as [number | null];
    assert.equal(code, 2);
    assert.match(text, /To run a workflow: stepwright run flow\.ts/);
  });
});

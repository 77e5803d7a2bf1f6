/**
 * What client and adapter said, one line a message, for a file that people read and review:
 *
 *     → next {"threadId":1}          the client asks
 *     ← next                         the adapter answers (with its body, or ✗ and the reason)
 *     ! stopped {"reason":"step"}    an event
 *     ? runInTerminal {…}            the adapter asks
 */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { DapSession } from "../dap-session.ts";
import { ROOT } from "../dap-session.ts";

/** Sampled by the clock. */
const LEFT_OUT = new Set(["stepwright.live"]);
/** Events that come when they come, and are listed apart: they are not of the order of what else is said. */
const APART = new Set(["process", "breakpoint"]);

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/"systemProcessId":\d+/g, '"systemProcessId":PID'],
  [/after \d+(\.\d+)? s/g, "after N s"],
  [/"(elapsed|ms)":[\d.]+/g, '"$1":N'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID"],
  [/(:\d+){2}\)?\\n(?: +at [^"]*?)?(?=")/g, "\\n"],
];

/** `capabilities`: with the answer to initialize, which is the same for all. */
export function transcript({ transcribed }: DapSession, { capabilities }: { capabilities: boolean }): string {
  const lines: string[] = [];
  const apart: string[] = [];
  for (const { by, message } of transcribed) {
    const { event } = message as Dap.Event;
    if (LEFT_OUT.has(event) || isPrinted(message)) continue;
    if (!capabilities && (message as Dap.Request | Dap.Response).command === "initialize") continue;
    (APART.has(event) ? apart : lines).push(masked(lineOf(by, message)));
  }
  const printed = ["stdout", "stderr"].map((category) => {
    const bodies = transcribed
      .map(({ message }) => message)
      .filter(isPrinted)
      .map(({ body }) => body);
    return [
      category,
      bodies
        .filter((body) => body.category === category)
        .map(({ output }) => output)
        .join(""),
    ] as const;
  });
  for (const [category, text] of printed)
    if (text !== "") apart.push(masked(line("!", "output", { category, output: text })));
  return `${[...lines, "", "beside that:", ...apart.sort()].join("\n")}\n`;
}

/** What the program prints comes over a pipe of its own, in pieces of any size. */
function isPrinted(message: Dap.ProtocolMessage): message is Dap.OutputEvent {
  const { event, body } = message as Dap.OutputEvent;
  return event === "output" && Object.keys(body).length === 2 && ["stdout", "stderr"].includes(body.category ?? "");
}

function lineOf(by: "client" | "adapter", message: Dap.ProtocolMessage): string {
  if (message.type === "event") return line("!", (message as Dap.Event).event, (message as Dap.Event).body);
  if (message.type === "request") {
    const { command, arguments: args } = message as Dap.Request;
    return line(by === "client" ? "→" : "?", command, args);
  }
  const { command, success, message: reason, body } = message as Dap.Response;
  return success ? line("←", command, body) : `← ${command} ✗ ${reason}`;
}

function line(sign: string, name: string, body: unknown): string {
  const isEmpty = body === undefined || (typeof body === "object" && body !== null && Object.keys(body).length === 0);
  return isEmpty ? `${sign} ${name}` : `${sign} ${name} ${JSON.stringify(body)}`;
}

function masked(text: string): string {
  let result = text.replaceAll(ROOT, "ROOT");
  for (const [pattern, replacement] of MASKS) result = result.replaceAll(pattern, replacement);
  return result;
}

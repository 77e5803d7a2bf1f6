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

/** Sampled by the clock, and as many as there is time for. */
const LEFT_OUT = new Set(["stepwright.live", "progressUpdate"]);
/** Events that come when they come, and are listed apart: they are not of the order of what else is said. */
const APART = new Set(["process", "breakpoint", "progressStart", "stepwright.inspector"]);
const STREAMS = new Set(["stdout", "stderr"]);

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/"(systemProcessId|pid)":\d+/g, '"$1":PID'],
  [/\(process \d+\)/g, "(process PID)"],
  [/(127\.0\.0\.1):\d+/g, "$1:PORT"],
  [/("title":"Stepwright","message":)"[^"]*"/g, '$1"WHAT"'],
  [/\\"port\\":\d+,\\"token\\":\\"[^"]*\\"/g, '\\"port\\":PORT,\\"token\\":TOKEN'],
  [/after \d+(\.\d+)? s/g, "after N s"],
  [/"(elapsed|ms)":[\d.]+/g, '"$1":N'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID"],
  [/(:\d+){2}\)?\\n(?: +at [^"]*?)?(?=")/g, "\\n"],
];

interface Options {
  /** With the answer to initialize, which is the same for all. */
  readonly capabilities: boolean;
  /** What stands in the place of texts that are others each time. */
  readonly names: ReadonlyMap<string, string>;
}

export function transcript({ transcribed }: DapSession, { capabilities, names }: Options): string {
  const masked = (text: string): string => withMasks(text, names);
  const lines: string[] = [];
  const apart: string[] = [];
  const printed = outputs(transcribed.map(({ message }) => message));
  for (const { by, message } of transcribed) {
    const { event } = message as Dap.Event;
    if (LEFT_OUT.has(event) || printed.has(message)) continue;
    if (!capabilities && (message as Dap.Request | Dap.Response).command === "initialize") continue;
    (APART.has(event) ? apart : lines).push(masked(lineOf(by, message)));
  }
  for (const category of ["stdout", "stderr"]) {
    const bodies = [...printed].flatMap(([output, stream]) =>
      stream === category ? [(output as Dap.OutputEvent).body] : [],
    );
    if (bodies.length > 0) apart.push(masked(inOnePiece(bodies).join("\n")));
  }
  return `${[...lines, "", "beside that:", ...apart.sort()].join("\n")}\n`;
}

/** What the program prints comes over pipes of its own: each output with its pipe. A group is of what is in it. */
function outputs(messages: readonly Dap.ProtocolMessage[]): Map<Dap.ProtocolMessage, string> {
  const found = new Map<Dap.ProtocolMessage, string>();
  const all = messages.filter((message): message is Dap.OutputEvent => (message as Dap.Event).event === "output");
  let isOpen = false;
  for (const [index, output] of all.entries()) {
    const { category = "", group, variablesReference } = output.body;
    const stream = group === "start" ? (all[index + 1]?.body.category ?? "") : group === "end" ? "stdout" : category;
    if (group === "start") isOpen = STREAMS.has(stream);
    // The end of a run is told in red, too.
    if (!STREAMS.has(stream) || variablesReference !== undefined || (group === "end" && !isOpen)) continue;
    found.set(output, stream);
  }
  return found;
}

/** They come in pieces of any size. */
function inOnePiece(bodies: readonly Dap.OutputEvent["body"][]): string[] {
  const pieces: Dap.OutputEvent["body"][] = [];
  for (const body of bodies) {
    const last = pieces.at(-1);
    const isPlain = (each: object | undefined): boolean => each !== undefined && Object.keys(each).length === 2;
    if (last !== undefined && isPlain(last) && isPlain(body))
      pieces[pieces.length - 1] = { ...last, output: last.output + body.output };
    else pieces.push(body);
  }
  return pieces.map((body) => line("!", "output", body));
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

function withMasks(text: string, names: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [part, name] of [...names, [ROOT, "ROOT"] as const]) result = result.replaceAll(part, name);
  for (const [pattern, replacement] of MASKS) result = result.replaceAll(pattern, replacement);
  return result;
}

/** The listening end of attaching: lets one debugger in at a time, and the program go on when it leaves. */
import { randomBytes } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { resolve } from "node:path";
import { jsonLines } from "../protocol/json-lines.ts";
import { announceProgram } from "../protocol/listening-programs.ts";
import { PROBE_PROTOCOL_VERSION } from "../protocol/probe-version.ts";
import { sameToken } from "../protocol/token.ts";
import { DebuggedSession } from "./debugged-session.ts";
import { liveRuns } from "./runtimes.ts";

const HOST = "127.0.0.1";
/** A first line is short; whoever sends more is no debugger. */
const LINE_LIMIT = 4096;

/** Resolves when the program may start: at once, or with `wait` when a debugger is there. */
export async function listen({ wait }: { readonly wait: boolean }): Promise<void> {
  const token = randomBytes(24).toString("base64url");
  let session: DebuggedSession | undefined;
  let start: () => void = () => {};
  const started = new Promise<void>((done) => {
    start = done;
  });

  const greet = (socket: Socket, first: unknown): void => {
    const { type, protocol, token: given } = (first ?? {}) as Record<string, unknown>;
    const refuse = (reason: string): void => {
      socket.end(`${JSON.stringify({ type: "event", event: "refused", body: { reason } })}\n`);
    };
    if (!sameToken(given, token)) return refuse("the token is wrong: every start of a program has its own");
    if (type === "look") {
      const glance = { runs: liveRuns(), attached: session !== undefined };
      return void socket.end(`${JSON.stringify(glance)}\n`);
    }
    if (type !== "attach") return refuse(`it does not know the request ${JSON.stringify(type)}`);
    if (protocol !== PROBE_PROTOCOL_VERSION) {
      return refuse(
        `it speaks version ${PROBE_PROTOCOL_VERSION} of the probe protocol, this debugger speaks version ${String(protocol)}: let the package "stepwright" and the extension be of one version`,
      );
    }
    if (session !== undefined) return refuse("another debugger is attached to it: end that session first");
    session = new DebuggedSession(socket, token, {
      configured: start,
      ended: () => {
        session = undefined;
      },
    });
  };

  const server = createServer({ noDelay: true }, (socket) => {
    const lines = jsonLines(
      socket,
      {
        message(value) {
          // What follows is for the session.
          socket.removeAllListeners("data");
          greet(socket, value);
        },
        garbage: () => socket.destroy(),
        closed: () => {},
      },
      LINE_LIMIT,
    );
    lines.limit = LINE_LIMIT;
    socket.unref();
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen({ host: HOST, port: 0 }, done);
  });
  if (!wait) server.unref();
  const address = `${HOST}:${(server.address() as AddressInfo).port}`;
  announce(address, token, wait);
  if (!wait) return;
  await started;
  server.unref();
}

function announce(address: string, token: string, wait: boolean): void {
  const [, program] = process.argv;
  try {
    const remove = announceProgram({
      ...{ pid: process.pid, address, token, protocol: PROBE_PROTOCOL_VERSION },
      program: program === undefined ? "" : resolve(program),
      cwd: process.cwd(),
      startedAt: Date.now(),
    });
    process.once("exit", remove);
  } catch (error) {
    process.stderr.write(`stepwright: it is in no list of programs to attach to (${String(error)})\n`);
  }
  const waits = wait ? "waits for a debugger" : "can be debugged";
  process.stderr.write(
    `stepwright: process ${process.pid} ${waits}: attach with "processId": ${process.pid}, or with "address": "${address}", "token": "${token}"\n`,
  );
}

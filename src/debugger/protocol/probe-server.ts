/** The adapter's end of the probe socket. */
import { randomBytes } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { z } from "zod";
import { PROBE_PROTOCOL_VERSION, type ProbeEvents, type probeAddress } from "./probe.ts";
import { ProbeConnection } from "./probe-connection.ts";
import { sameToken } from "./token.ts";

export interface ProbeServer {
  /** For the environment variable `STEPWRIGHT_PROBE`. */
  readonly address: z.infer<typeof probeAddress>;
  /** Stops listening and hangs up on the probe. */
  close(): void;
}

export interface ProbeServerHandlers {
  /** A probe said a valid hello. Register on it at once: its events follow. */
  connected(connection: ProbeConnection): void;
  /** Somebody else connected, or a probe of another version: their socket is closed. */
  refused(reason: string): void;
}

/** Listens on a free loopback port for the probes of a debuggee: the main process, and those that it starts. */
export async function listenForProbe(handlers: ProbeServerHandlers, { children = false } = {}): Promise<ProbeServer> {
  const token = randomBytes(24).toString("base64url");
  const sockets = new Set<Socket>();
  let taken = false;

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    const connection = new ProbeConnection(socket, (hello) => {
      const problem = refusal(hello, token, taken && !children);
      if (problem !== undefined) return problem;
      taken = true;
      handlers.connected(connection);
      return undefined;
    });
    connection.onRefused = handlers.refused;
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: "127.0.0.1", port, token, ...(children ? { children } : {}) },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Why a hello is not accepted. */
function refusal(hello: ProbeEvents["hello"], token: string, taken: boolean): string | undefined {
  if (!sameToken(hello.token, token)) return "it gave a wrong token";
  if (hello.protocol !== PROBE_PROTOCOL_VERSION) {
    return `it speaks version ${hello.protocol} of the probe protocol, this debugger speaks version ${PROBE_PROTOCOL_VERSION}`;
  }
  return taken ? "another process of this session is being debugged already" : undefined;
}

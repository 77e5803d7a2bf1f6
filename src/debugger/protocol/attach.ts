/**
 * Attaching: a program that was started with `--import stepwright/debug` listens, and whoever connects sends one line
 * first: what it wants, the token, and the protocol's version. `attach` is answered by the probe's `hello`, and from
 * there on all is as in a program that the adapter has started; `look` by what runs there. Anything else is hung up on.
 */
import { connect, type Socket } from "node:net";
import { jsonLines } from "./json-lines.ts";
import { PROBE_PROTOCOL_VERSION } from "./probe.ts";
import { ProbeConnection } from "./probe-connection.ts";

export interface AttachAddress {
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

/** ms until a program that says nothing is given up. */
const ANSWER_MS = 5000;

/** A program cannot be attached to. The message says why. */
export class AttachError extends Error {}

/**
 * Attaches to a program. `connected` is called before any event of its probe.
 *
 * @throws AttachError
 */
export function attachTo(
  address: AttachAddress,
  connected: (connection: ProbeConnection) => void,
): Promise<ProbeConnection> {
  return asked(address, "attach", (socket, resolve, reject) => {
    const connection = new ProbeConnection(socket, (hello) => {
      if (hello.protocol !== PROBE_PROTOCOL_VERSION) {
        return `it speaks version ${hello.protocol} of the probe protocol, this debugger speaks version ${PROBE_PROTOCOL_VERSION}`;
      }
      connected(connection);
      resolve(connection);
      return undefined;
    });
    connection.onRefused = (reason) => reject(new AttachError(reason));
  });
}

/** What runs in a program that can be attached to. */
export interface ProgramGlance {
  /** Names of the workflows that run, one for each run. */
  readonly runs: readonly string[];
  /** A debugger is attached to it. */
  readonly attached: boolean;
}

/** @throws AttachError where it does not answer */
export function lookAt(address: AttachAddress): Promise<ProgramGlance> {
  return asked(address, "look", (socket, resolve, reject) => {
    jsonLines(socket, {
      message: (value) => {
        const { runs, attached } = (value ?? {}) as Partial<ProgramGlance>;
        if (!Array.isArray(runs)) reject(new AttachError("it did not say what runs"));
        resolve({ runs: Array.isArray(runs) ? runs.map(String) : [], attached: attached === true });
        socket.destroy();
      },
      garbage: (reason) => reject(new AttachError(`it sent ${reason}`)),
      closed: () => {},
    });
  });
}

function asked<T>(
  { host, port, token }: AttachAddress,
  type: "attach" | "look",
  listen: (socket: Socket, resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const timer = setTimeout(() => {
      reject(new AttachError(`it did not answer within ${ANSWER_MS / 1000} s: does it compute without a pause?`));
      socket.destroy();
    }, ANSWER_MS);
    const settled = (): void => clearTimeout(timer);
    socket.once("connect", () =>
      socket.write(`${JSON.stringify({ type, protocol: PROBE_PROTOCOL_VERSION, token })}\n`),
    );
    socket.once("error", () => reject(new AttachError("nothing listens there")));
    socket.once("close", () => reject(new AttachError("it closed the connection")));
    listen(
      socket,
      (value) => {
        settled();
        resolve(value);
      },
      (error) => {
        settled();
        reject(error);
      },
    );
    socket.once("close", settled);
  });
}

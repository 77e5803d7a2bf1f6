/** The debuggee's end of the probe socket. */
import { connect, type Socket } from "node:net";
import { z } from "zod";
import { jsonLines } from "./json-lines.ts";
import {
  messageToProbe,
  PROBE_ENVIRONMENT_VARIABLE,
  PROBE_PROTOCOL_VERSION,
  type ProbeEvents,
  type ProbeRequests,
  probeAddress,
  probeRequests,
} from "./probe.ts";

/** What the probe does for each of the adapter's requests. A rejection becomes a response with its message. */
export type ProbeHandlers = {
  [K in keyof ProbeRequests]: (
    args: ProbeRequests[K]["arguments"],
  ) => ProbeRequests[K]["body"] | Promise<ProbeRequests[K]["body"]>;
};

export interface ProbeClient {
  emit<K extends keyof ProbeEvents>(event: K, body: ProbeEvents[K]): void;
  close(): void;
  /** The socket, for `ref`/`unref`. */
  readonly socket: Socket;
}

/** Reads where to connect from the environment; undefined where no adapter started this process. */
export function probeAddressFromEnvironment(
  env: NodeJS.ProcessEnv = process.env,
): z.infer<typeof probeAddress> | undefined {
  const text = env[PROBE_ENVIRONMENT_VARIABLE];
  return text === undefined || text === "" ? undefined : probeAddress.parse(JSON.parse(text));
}

/**
 * Connects and says hello. `closed` is called once: with a reason where the adapter's bytes made no sense or the
 * connection failed, without one where the adapter hung up.
 */
export function connectToAdapter(
  address: z.infer<typeof probeAddress>,
  handlers: ProbeHandlers,
  closed: (reason?: string) => void,
): ProbeClient {
  const socket = connect({ host: address.host, port: address.port, noDelay: true });
  let problem: string | undefined;
  socket.on("error", (error) => {
    problem ??= error.message;
  });

  const lines = jsonLines(socket, {
    message: (value) => {
      const message = messageToProbe.safeParse(value);
      if (!message.success) return fail(`a message that is no request: ${z.prettifyError(message.error)}`);
      void answer(message.data.id, message.data.command, message.data.arguments);
    },
    garbage: fail,
    closed: () => closed(problem),
  });

  function fail(reason: string): void {
    problem ??= `The debug adapter sent ${reason}`;
    socket.destroy();
  }

  async function answer(id: number, command: string, args: unknown): Promise<void> {
    try {
      if (!isCommand(command)) throw new Error(`The probe knows no request "${command}".`);
      lines.send({ type: "response", id, ok: true, body: await dispatch(command, args) });
    } catch (error) {
      lines.send({ type: "response", id, ok: false, error: error instanceof Error ? error.message : String(error) });
    }
  }

  async function dispatch<K extends keyof ProbeRequests>(command: K, args: unknown): Promise<ProbeRequests[K]["body"]> {
    const schema: z.ZodType = probeRequests[command].arguments;
    return handlers[command](schema.parse(args) as ProbeRequests[K]["arguments"]);
  }

  const client: ProbeClient = {
    socket,
    emit: (event, body) => lines.send({ type: "event", event, body }),
    close: () => lines.close(),
  };
  client.emit("hello", {
    protocol: PROBE_PROTOCOL_VERSION,
    token: address.token,
    pid: process.pid,
    node: process.version,
  });
  return client;
}

function isCommand(name: string): name is keyof ProbeRequests {
  return Object.hasOwn(probeRequests, name);
}

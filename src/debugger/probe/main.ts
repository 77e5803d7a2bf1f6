/**
 * Preloaded into the debuggee with `node --import`. Connects to the adapter that started the process and waits for its
 * configuration before the program's first line runs. Without an adapter in the environment it does nothing.
 */
import { connect } from "node:net";
import { Connection, takeAddress } from "./connection.ts";
import { joinSession } from "./join-session.ts";
import { exitOrphaned } from "./lifetime.ts";
import { passOn } from "./pass-on.ts";
import { Probe } from "./probe.ts";
import { createHandlers } from "./requests.ts";
import { attachToRuntimes } from "./runtimes.ts";

const address = takeAddress(process.env);

if (address?.child !== undefined) joinSession(address);
else if (address !== undefined) {
  await new Promise<void>((done) => {
    const probe: Probe = new Probe(() => connection);
    const configured = (): void => {
      connection.need("configure", false);
      done();
    };
    const lost = (reason: string): void => {
      probe.recording?.orphaned();
      exitOrphaned(reason);
    };
    const connection = new Connection(
      connect({ host: address.host, port: address.port, noDelay: true }),
      address.token,
      createHandlers(probe, { configured, detach: () => lost("it detached") }),
      lost,
    );
    connection.need("configure", true);
    attachToRuntimes(probe);
    process.once("disconnect", () => lost("its channel closed"));
    // Listening alone would keep the process alive.
    process.channel?.unref();
  });
  if (address.children) passOn({ ...address, child: "ended" });
}

/**
 * Preloaded into the debuggee with `node --import`. Connects to the adapter that started the process and waits for its
 * configuration before the program's first line runs. Without an adapter in the environment it does nothing.
 */
import { isMainThread } from "node:worker_threads";
import { Connection, takeAddress } from "./connection.ts";
import { exitOrphaned } from "./lifetime.ts";
import { Probe } from "./probe.ts";
import { createHandlers } from "./requests.ts";
import { watchRuntimes } from "./runtimes.ts";

const address = isMainThread ? takeAddress(process.env) : undefined;

if (address !== undefined) {
  await new Promise<void>((configured) => {
    const probe: Probe = new Probe(
      (event, body) => connection.emit(event, body),
      (who, needed) => connection.need(who, needed),
    );
    const connection = new Connection(
      address,
      createHandlers(probe, () => {
        connection.need("configure", false);
        configured();
      }),
      exitOrphaned,
    );
    connection.need("configure", true);
    watchRuntimes(probe);
    process.once("disconnect", () => exitOrphaned("its channel closed"));
    // Listening alone would keep the process alive.
    process.channel?.unref();
  });
}

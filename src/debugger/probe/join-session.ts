import { connect } from "node:net";
import { type Address, Connection } from "./connection.ts";
import { exitOrphaned } from "./lifetime.ts";
import { passOn } from "./pass-on.ts";
import { Probe } from "./probe.ts";
import { createHandlers } from "./requests.ts";
import { attachToRuntimes, onFirstRuntime } from "./runtimes.ts";

/**
 * In a process or worker thread that a debugged program has started. Most of them run no workflow: the adapter hears of
 * one only when it loads the runtime. Its dispatches wait from then until the configuration is there.
 */
export function joinSession(address: Address): void {
  passOn(address);
  onFirstRuntime(() => {
    let isConnected = false;
    const configured = (held: boolean): void => {
      isConnected = true;
      connection.need("configure", false);
      if (!held) probe.gate.releaseAll();
    };
    const goOn = (): void => {
      connection.need("configure", false);
      probe.dismiss();
      probe.recording?.orphaned();
      unwatch();
      connection.close();
    };
    const probe: Probe = new Probe(() => connection);
    const connection = new Connection(
      connect({ host: address.host, port: address.port, noDelay: true }),
      address.token,
      createHandlers(probe, { configured, detach: goOn }),
      (reason) => {
        // A session that was over when this process started is none of its business.
        goOn();
        if (isConnected && address.child === "ended") exitOrphaned(reason);
      },
    );
    probe.gate.holdAll();
    connection.need("configure", true);
    const unwatch = attachToRuntimes(probe);
  });
}

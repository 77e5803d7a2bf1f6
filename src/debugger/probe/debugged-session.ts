import type { Socket } from "node:net";
import { Connection } from "./connection.ts";
import { passOnNothing } from "./pass-on.ts";
import { Probe } from "./probe.ts";
import { createHandlers } from "./requests.ts";
import { attachToRuntimes } from "./runtimes.ts";

interface SessionOwner {
  configured(): void;
  /** The debugger is gone, and the program goes on. */
  ended(): void;
}

/** One debugger's stay in a program that it has attached to. Everything of it goes with it. */
export class DebuggedSession {
  constructor(socket: Socket, token: string, owner: SessionOwner) {
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      probe.dismiss();
      probe.recording?.orphaned();
      unwatch();
      probe.heartbeat.active = false;
      passOnNothing();
      connection.close();
      owner.ended();
    };
    const configured = (held: boolean): void => {
      connection.need("configure", false);
      if (!held) probe.gate.releaseAll();
      owner.configured();
    };
    const probe: Probe = new Probe(() => connection);
    const connection = new Connection(socket, token, createHandlers(probe, { configured, detach: end }), end);
    // Nothing passes before the breakpoints are there.
    probe.gate.holdAll();
    connection.need("configure", true);
    const unwatch = attachToRuntimes(probe);
  }
}

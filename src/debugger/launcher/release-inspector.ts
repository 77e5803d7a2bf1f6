import { WebSocket } from "ws";

/**
 * Lets a program go on that waits for a debugger (`--inspect-wait`) which will not come.
 *
 * @param address the inspector's websocket address
 */
export async function releaseInspector(address: string): Promise<void> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise<void>((resolve) => {
    socket.once("open", () => {
      socket.send(JSON.stringify({ id: 1, method: "Runtime.runIfWaitingForDebugger" }));
    });
    socket.once("message", () => socket.close());
    // A program that has ended needs no release.
    socket.once("error", () => resolve());
    socket.once("close", () => resolve());
  });
}

import { WebSocket } from "ws";

/** ms between two tries. */
const AGAIN_MS = 100;

/**
 * Lets a program go on that waits for a debugger (`--inspect-wait`) which will not come. Node loses the command where it
 * comes between the inspector's announcement and the wait, so it is repeated.
 *
 * @param address the inspector's websocket address
 * @param goesOn whether the program runs, and no more tries are needed
 */
export async function releaseInspector(address: string, goesOn: () => boolean): Promise<void> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise<void>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const release = (): void => {
      if (goesOn()) socket.close();
      else socket.send(JSON.stringify({ id: 1, method: "Runtime.runIfWaitingForDebugger" }));
    };
    socket.once("open", () => {
      release();
      timer = setInterval(release, AGAIN_MS);
    });
    // A program that has ended needs no release; the close follows.
    socket.on("error", () => {});
    socket.once("close", () => {
      clearInterval(timer);
      resolve();
    });
  });
}

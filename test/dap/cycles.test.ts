import { cycles, restarts } from "./cycles.ts";

describe("many sessions", () => {
  it("leave no process, handle or file", async () => {
    // Four times each way, of which one is two sessions.
    await cycles({ count: 48, atOnce: 4 });
  }).timeout(300_000);

  it("do not grow the adapter when it restarts", async () => {
    await restarts(12);
  }).timeout(60_000);
});

import { cycles, restarts } from "./cycles.ts";

describe("many sessions", () => {
  it("leave no process, handle or file", async () => {
    await cycles({ count: 50, atOnce: 4 });
  }).timeout(180_000);

  it("do not grow the adapter when it restarts", async () => {
    await restarts(12);
  }).timeout(60_000);
});

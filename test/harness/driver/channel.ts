/** The test's end of the channel to the extension host; the other end is `main.ts` beside it. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import type * as vscode from "vscode";
import { cache, root } from "../../../scripts/paths.ts";

interface Answer {
  readonly id?: number;
  readonly token?: string;
  readonly result?: unknown;
  readonly error?: string;
}

/** A function to run in the extension host. */
export type HostFunction<A, R> = (api: typeof vscode, args: A, require: NodeJS.Require) => R | PromiseLike<R>;

export interface DriverChannel {
  /** What the server that starts the extension host must have in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Waits until the driver in the extension host is there; rejects after `limit` ms. */
  connected(limit: number): Promise<void>;
  /**
   * Runs a function in the extension host. It is sent as text, so it sees only its own parameters; `args` and the
   * result cross as JSON.
   */
  evaluate<A, R>(code: HostFunction<A, R>, args: A): Promise<R>;
  close(): void;
}

const manifest = {
  name: "stepwright-test-driver",
  publisher: "stepwright",
  version: "0.0.1",
  engines: { vscode: "^1.100.0" },
  main: "./main.cjs",
  activationEvents: ["onStartupFinished"],
};

export async function openDriverChannel(): Promise<DriverChannel> {
  const token = randomBytes(16).toString("hex");
  const open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let driver: Socket | undefined;
  let arrived: () => void = () => {};
  let arrival = new Promise<void>((resolve) => (arrived = resolve));
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (driver !== socket) return;
      // The window was closed or reloaded; after a reload the driver comes again.
      driver = undefined;
      arrival = new Promise<void>((resolve) => (arrived = resolve));
      for (const { reject } of open.values()) reject(new Error("the extension host ended before it answered"));
      open.clear();
    });
    createInterface({ input: socket }).on("line", (line) => {
      const answer = JSON.parse(line) as Answer;
      if (answer.id === undefined) {
        if (answer.token !== token) return socket.destroy();
        driver = socket;
        return arrived();
      }
      const waiting = open.get(answer.id);
      open.delete(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer.result);
      else waiting?.reject(new Error(`in the extension host: ${answer.error}`));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  let last = 0;

  const connected = async (limit: number): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the test driver did not connect within ${limit / 1000} s`)), limit);
    });
    await Promise.race([arrival, late]).finally(() => clearTimeout(timer));
  };
  return {
    env: { STEPWRIGHT_TEST_DRIVER: `${port}:${token}` },
    connected,
    async evaluate<A, R>(code: HostFunction<A, R>, args: A): Promise<R> {
      await connected(30_000);
      const id = ++last;
      const answer = new Promise<unknown>((resolve, reject) => open.set(id, { resolve, reject }));
      driver?.write(`${JSON.stringify({ id, code: String(code), args })}\n`);
      return (await answer) as R;
    },
    close() {
      driver?.destroy();
      server.close();
    },
  };
}

/** Compiles the driver extension; returns its folder. */
export async function buildDriver(): Promise<string> {
  const folder = join(cache, "driver");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  await build({
    entryPoints: [join(root, "test", "harness", "driver", "main.ts")],
    outfile: join(folder, "main.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
  return folder;
}

/**
 * A small extension for tests only: runs code that a test sends to the extension host. It connects to the address in
 * the environment variable STEPWRIGHT_TEST_DRIVER (`PORT:TOKEN`, on the loopback address) and does nothing without it.
 */
import { connect } from "node:net";
import { createInterface } from "node:readline";
import * as vscode from "vscode";

interface Request {
  readonly id: number;
  /** Source of a function `(vscode, args, require) => unknown`, which may be async. */
  readonly code: string;
  readonly args: unknown;
}

export function activate(): void {
  const [port, token] = (process.env["STEPWRIGHT_TEST_DRIVER"] ?? "").split(":");
  if (!port || !token) return;
  const socket = connect(Number(port), "127.0.0.1");
  const send = (message: object): void => void socket.write(`${JSON.stringify(message)}\n`);
  socket.on("error", () => socket.destroy());
  socket.on("connect", () => send({ token }));
  createInterface({ input: socket }).on("line", (line) => {
    const request = JSON.parse(line) as Request;
    evaluate(request).then(
      (result) => send({ id: request.id, result: result === undefined ? null : result }),
      (error: unknown) => send({ id: request.id, error: error instanceof Error ? error.stack : String(error) }),
    );
  });
}

async function evaluate({ code, args }: Request): Promise<unknown> {
  // `__name` is what esbuild's keepNames wraps functions in.
  const build = new Function("vscode", "args", "require", "__name", `return (${code})(vscode, args, require);`);
  return build(vscode, args, require, (target: unknown) => target);
}

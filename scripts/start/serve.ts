import { join } from "node:path";
import { packedExtension } from "../package.ts";
import { root } from "../paths.ts";
import { type RunningCodeServer, startCodeServer } from "../vscode/code-server.ts";

/** The folder that is shown. */
export const examples = join(root, "examples");

/** VS Code in the browser, with the packed extension installed. */
export function serveInBrowser(password: string): Promise<RunningCodeServer> {
  return startCodeServer({ password, extensions: [packedExtension] });
}

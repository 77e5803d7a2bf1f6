import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Built files; everything in it may be deleted at any time. */
export const dist = join(root, "dist");

/** What is installed for the tests and kept between runs: VS Code, a second Node. Not in git. */
export const cache = join(root, ".vscode-test");

/** What a test run leaves for a person to look at: logs, screenshots. Not in git. */
export const results = join(root, "test-results");

/** One case in this process: the readings as JSON on stdout. */
import { readFileSync } from "node:fs";
import { cases, type Subject } from "./cases.ts";

const [name = "", subject = ""] = process.argv.slice(2);
const run = cases[name];
if (!run) throw new Error(`no case is named "${name}"; there are: ${Object.keys(cases).join(", ")}`);
const readings = await run(JSON.parse(readFileSync(subject, "utf8")) as Subject);
process.stdout.write(JSON.stringify(readings));
process.exit();

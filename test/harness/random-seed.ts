/** Random tests try the same values in every run, so that a run tells of the change and not of its luck; `STEPWRIGHT_SEED=random` looks further. */
import { randomInt } from "node:crypto";
import fc from "fast-check";

const wanted = process.env["STEPWRIGHT_SEED"];
fc.configureGlobal({ seed: wanted === "random" ? randomInt(2 ** 31) : Number(wanted ?? 20_261_126) });

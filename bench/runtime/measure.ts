/**
 * Measures one case, in a process of its own: `node --expose-gc measure.js <position in the suite>`. It makes a turn for
 * each message it gets, and answers with it.
 */
import { type BenchCase, median, type Turn } from "./cases.ts";
import { suite } from "./suite.ts";

/** ms that a turn lasts at least, so that a clock's grain and one collection more or less do not count. */
const LEAST = 60;
/** Runs before anything is measured, for the compiler. */
const WARMING = { runs: 2, ms: 800 };

const found = suite[Number(process.argv[2])];
if (!found) throw new Error(`there is no case ${process.argv[2]}; there are ${suite.length}`);
const one: BenchCase = found;
const runsPerTurn = await warmUp();
if (process.send) {
  process.on("message", () => void turn().then((made) => process.send?.(made)));
  process.send("ready");
} else {
  console.log(JSON.stringify(await turn()));
}

/** How many runs make a turn. */
async function warmUp(): Promise<number> {
  const started = performance.now();
  const times: number[] = [];
  while (times.length < WARMING.runs || performance.now() - started < WARMING.ms) {
    const before = performance.now();
    const readings = await one.run(one.size);
    times.push(performance.now() - before);
    if (readings) return 1;
  }
  return Math.max(1, Math.round(LEAST / median(times.slice(-5))));
}

async function turn(): Promise<Turn> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let readings: Readonly<Record<string, number>> = {};
  for (let run = 0; run < runsPerTurn; run++) readings = (await one.run(one.size)) ?? readings;
  const ms = (performance.now() - started) / runsPerTurn;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 / runsPerTurn, readings: {}, ...split(readings) };
}

/** A case's own times take the place of the turn's. */
function split({ ms, cpuMs, ...readings }: Readonly<Record<string, number>>): Partial<Turn> {
  return { readings, ...(ms !== undefined && { ms }), ...(cpuMs !== undefined && { cpuMs }) };
}

/** Measures one case, in a process of its own: `node --expose-gc measure.js <position in the suite>` prints a Result. */
import { type BenchCase, fastest, type Result } from "./cases.ts";
import { suite } from "./suite.ts";

const one = suite[Number(process.argv[2])];
if (!one) throw new Error(`there is no case ${process.argv[2]}; there are ${suite.length}`);
console.log(JSON.stringify(await measure(one)));

async function measure({ group, subject, size, repeats, run }: BenchCase): Promise<Result> {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  const readings: Record<string, number[]> = {};
  // The first run is for the compiler.
  for (let repeat = -1; repeat < repeats; repeat++) {
    globalThis.gc?.();
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    const read = await run(size);
    if (repeat < 0) continue;
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(cpu);
    cpuTimes.push((user + system) / 1000);
    for (const [name, value] of Object.entries(read ?? {})) readings[name] = [...(readings[name] ?? []), value];
  }
  const { ms = fastest(times), ...others } = Object.fromEntries(
    Object.entries(readings).map(([name, all]) => [name, fastest(all)]),
  );
  return { group, subject, size, ms, cpuMs: fastest(cpuTimes), readings: others };
}

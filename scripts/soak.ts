/** `npm run soak`: a thousand debug sessions, which must leave nothing behind. `npm run soak -- 100` runs fewer. */
import { cycles, restarts } from "../test/dap/cycles.ts";

const count = Number(process.argv[2] ?? 1000);
if (!Number.isInteger(count) || count < 1) {
  console.error(`npm run soak -- ${process.argv[2]}: that is no number of sessions.`);
  process.exit(1);
}
const began = performance.now();
const seconds = (): string => `${Math.round((performance.now() - began) / 1000)} s`;
const report = Math.ceil(count / 20);
try {
  await cycles({
    count,
    atOnce: 4,
    done: (finished) => {
      if (finished % report === 0) console.log(`${finished} of ${count} sessions, ${seconds()}`);
    },
  });
  await restarts(Math.ceil(count / 10));
  console.log(`${count} sessions and ${Math.ceil(count / 10)} restarts left nothing behind (${seconds()}).`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

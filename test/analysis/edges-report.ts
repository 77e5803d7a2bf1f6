/**
 * Says which edges of the static graphs no recorded run took, as Markdown:
 *
 *     npm run report:edges
 */
import { Analyzer } from "../../src/analysis/analyzer.ts";
import { Compiled } from "./compiled.ts";
import { draw, record } from "./edge-recorder.ts";
import { notRun, recordings } from "./recordings.ts";

const analyzer = new Analyzer();
const compiled = await Compiled.with("standard");
const all = { drawn: 0, taken: 0 };
console.log("| workflow | edges | taken | taken by no run |\n|---|---|---|---|");
for (const recording of recordings) {
  const flow = draw(recording, analyzer);
  const drawn = flow.edges;
  const taken = await record(recording, flow, compiled);
  const rest = [...drawn].filter((edge) => !taken.has(edge));
  const surplus = [...taken].filter((edge) => !drawn.has(edge));
  if (surplus.length > 0) throw new Error(`${recording.file} takes edges that are not drawn: ${surplus.join(", ")}`);
  all.drawn += drawn.size;
  all.taken += drawn.size - rest.length;
  console.log(
    `| ${recording.file} ${recording.workflow} | ${drawn.size} | ${drawn.size - rest.length} | ${rest.join("; ")} |`,
  );
}
console.log(`\n${all.taken} of ${all.drawn} edges are taken by the runs of ${recordings.length} workflows.`);
compiled.delete();
for (const [name, why] of Object.entries(notRun)) console.log(`Not run: ${name}, ${why}.`);

import type { ts } from "ts-morph";
import { buildGraph, type GraphWithSource } from "../graph.ts";
import { systemPath } from "../paths.ts";
import { rangeOf } from "../ranges.ts";
import type { Sources } from "../sources.ts";
import type { GraphNote, SourceRange } from "../workflow-graph.ts";
import type { WorkflowClass } from "../workflows.ts";
import { checkDeadEnds } from "./dead-ends.ts";
import { type Diagnostic, diagnostic } from "./diagnostic.ts";
import { checkEventNames } from "./event-names.ts";
import { addStep, declareEvent } from "./fixes.ts";
import { checkFlow, Flow } from "./flow-checks.ts";
import { checkGathering } from "./gathering-checks.ts";
import { withImport } from "./imports.ts";
import { checkSource } from "./source-checks.ts";
import { withMissingStep, withNearStep } from "./stubs.ts";
import { withoutSilenced } from "./suppressions.ts";

/** Everything that is wrong with the workflows of a file that parses, in source order. */
export function diagnose(file: ts.SourceFile, sources: Sources): Diagnostic[] {
  const { graph, read } = buildGraph(file, sources);
  const events = new Map(graph.events.map((event) => [event.name, event]));
  const found = [...graph.notes.flatMap((note) => fromNote(note, file)), ...checkEventNames(file, sources)];
  const bases = onlyBases(read, file);
  graph.workflows.forEach((node, index) => {
    const written = read[index];
    if (!written) return;
    const flow = new Flow(node, events);
    const isWhole = node.exported !== "none" || !bases.has(written.workflow);
    const here = isWhole
      ? [...checkFlow(flow), ...checkDeadEnds(flow, written), ...checkGathering(flow, written, sources)]
      : [];
    found.push(...here.map((one) => inFile(withStub(one, written, sources), node.nameRange)));
    found.push(...checkSource({ ...written, node }, sources));
  });
  const order = (a: Diagnostic, b: Diagnostic): number =>
    a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn;
  return withoutSilenced(unique(found), file.text).sort(order);
}

/** The classes that others of the file extend and nobody there makes an object of: parts of workflows, as abstract ones. */
function onlyBases(read: GraphWithSource["read"], file: ts.SourceFile): Set<WorkflowClass> {
  const bases = new Set<WorkflowClass>();
  for (const { workflow } of read) for (let one = workflow.base; one; one = one.base) bases.add(one);
  for (const one of bases)
    if (new RegExp(`\\bnew\\s+${one.name.replaceAll("$", "\\$")}\\b`).test(file.text)) bases.delete(one);
  return bases;
}

function fromNote({ code, message, range }: GraphNote, file: ts.SourceFile): Diagnostic[] {
  if (!code || !range || range.file !== systemPath(file.fileName)) return [];
  const fixes = code === "unknown-event" ? unknownEventFixes(range, file) : [];
  return [diagnostic(code, range, message, { fixes })];
}

function unknownEventFixes(range: SourceRange, file: ts.SourceFile) {
  const position = file.getPositionOfLineAndCharacter(range.startLine - 1, range.startColumn - 1);
  const statement = file.statements.find((one) => one.pos <= position && position < one.end);
  const name = file.text.slice(position).match(/^[A-Za-z_$][\w$]*(?=\s*[,)])/)?.[0];
  return statement && name ? [withImport(declareEvent(name, rangeOf(statement)), "Event", file)] : [];
}

/** An event that nobody takes can get a step that does, and a workflow a step that it lacks. */
function withStub(
  one: Diagnostic,
  { workflow, events, steps }: GraphWithSource["read"][number],
  sources: Sources,
): Diagnostic {
  if (one.code === "unknown-step") return withNearStep(one, steps);
  if (one.code !== "never-consumed") return withMissingStep(one, workflow.node, sources);
  const event = [...events.values()].find(({ name }) => one.message.startsWith(`${name} `));
  return event ? { ...one, fixes: addStep(event, workflow.node, sources) } : one;
}

/** What an inherited step does wrong here is shown at the class: its own file may be right for others. */
function inFile(one: Diagnostic, workflow: SourceRange): Diagnostic {
  return one.range.file === workflow.file ? one : { ...one, range: workflow };
}

function unique(found: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return found.filter(({ code, message, range }) => {
    const key = `${code} ${message} ${range.startLine}:${range.startColumn}`;
    return !seen.has(key) && seen.add(key);
  });
}

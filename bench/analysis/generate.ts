/** A made-up project of many workflows, written as people write them. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

export const STEPS_PER_FILE = 4;

/** @returns the files, each with one workflow of four steps. */
export function generateProject(folder: string, files: number): string[] {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write("package.json", `{ "name": "many-flows", "private": true, "type": "module" }\n`);
  write("tsconfig.json", `${JSON.stringify({ compilerOptions: OPTIONS, include: ["src"] }, undefined, 2)}\n`);
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  symlinkSync(repository, join(folder, "node_modules/stepwright"), "dir");
  symlinkSync(join(repository, "node_modules/zod"), join(folder, "node_modules/zod"), "dir");
  return Array.from({ length: files }, (_, index) => write(fileOf(index), flow(index, nextOf(index, files))));
}

const OPTIONS = {
  ...{ target: "ES2023", module: "NodeNext", moduleResolution: "NodeNext", strict: true, noEmit: true },
  ...{ allowImportingTsExtensions: true, skipLibCheck: true, types: [] },
};

/** Round and round in its area: a chain of imports through all files would be nobody's project. */
function nextOf(index: number, files: number): number {
  const first = Math.floor(index / 20) * 20;
  return first + ((index - first + 1) % Math.min(20, files - first));
}

function fileOf(index: number): string {
  return `src/area-${Math.floor(index / 20)}/flow-${index}.ts`;
}

/**
 * Its events, one of them from the next file; a helper whose type is inferred; a step of which only the type checker
 * knows what it returns; code that is no workflow.
 */
function flow(index: number, next: number): string {
  const other = `../area-${Math.floor(next / 20)}/flow-${next}.ts`;
  return `import { type Context, Event, StartEvent, StopEvent, step, Workflow } from "stepwright";
import { z } from "zod";
import { Checked${next}, firstOf${next}, type Row${next} } from "${other}";

/** What is read before anything else. */
export class Loaded${index} extends Event.with("Loaded${index}", {
  rows: z.array(z.object({ id: z.string(), amount: z.number() })),
  source: z.enum(["disk", "network"]),
}) {}
export class Checked${index} extends Event.with("Checked${index}", { id: z.string(), ok: z.boolean() }) {}
export class Rejected${index} extends Event.with("Rejected${index}", { reason: z.string().optional() }) {}

export interface Row${index} {
  readonly id: string;
  readonly amount: number;
}

/** The first of a list. */
export function firstOf${index}<T>(list: readonly T[], otherwise: T): T {
  return list.length > 0 ? (list[0] ?? otherwise) : otherwise;
}

export function judge${index}(row: Row${index}) {
  if (row.amount < 0) return new Rejected${index}({ reason: "negative" });
  return new Checked${index}({ id: row.id, ok: true });
}

export class Flow${index} extends Workflow<{ query: string }, string> {
  private readonly seen = new Set<string>();
  private readonly kept = new Map<string, Checked${next}>();

  @step(StartEvent)
  async load(ev: StartEvent<{ query: string }>, ctx: Context) {
    const rows = await this.fetchRows(ev.query);
    ctx.writeEventToStream(new Checked${next}({ id: ev.query, ok: rows.length > 0 }));
    return new Loaded${index}({ rows, source: "disk" });
  }

  @step(Loaded${index})
  async check(ev: Loaded${index}) {
    return ev.rows.map((row) => judge${index}(row));
  }

  @step(Checked${index})
  async decide(ev: Checked${index}) {
    if (this.seen.has(ev.id)) return new Rejected${index}({ reason: firstOf${next}([ev.id], "again") });
    this.seen.add(ev.id);
    return this.kept.get(ev.id);
  }

  @step(Checked${next}, Rejected${index})
  async finish(ev: Checked${next} | Rejected${index}) {
    return new StopEvent({ result: "reason" in ev ? String(ev.reason) : "done" });
  }

  private async fetchRows(query: string): Promise<Row${index}[]> {
    return Array.from({ length: query.length }, (_, at) => ({ id: \`\${query}-\${at}\`, amount: at }));
  }
}

${Array.from({ length: 6 }, (_, at) => plainCode(index, next, at)).join("\n")}`;
}

/** What a file holds beside its workflow. */
function plainCode(index: number, next: number, at: number): string {
  return `export function total${index}_${at}(rows: readonly Row${next}[], factor = ${at + 1}): number {
  const byId = new Map<string, number>();
  for (const row of rows) byId.set(row.id, (byId.get(row.id) ?? 0) + row.amount * factor);
  return [...byId.values()].filter((amount) => amount > ${at}).reduce((sum, amount) => sum + amount, 0);
}
`;
}

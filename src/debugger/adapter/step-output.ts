import type { ProbeEvents } from "../protocol/probe.ts";
import type { Client, OutputOptions } from "./client.ts";
import { GatheredLines, type PrintedLine } from "./gathered-lines.ts";
import { type Knowledge, type Place, sourceOf } from "./knowledge.ts";
import { LoggedLines } from "./logged-lines.ts";

/**
 * What the program prints. What is known to come from a step stands in a group for each uninterrupted piece of it, with a
 * link to its place. Steps run at the same time, so a group ends where another one's output begins.
 */
export class StepOutput {
  readonly #client: Client;
  readonly #knowledge: Knowledge;
  readonly #lines: LoggedLines;
  readonly #gathered = new GatheredLines({
    print: (line) => this.#print(line),
    printMixed: (category, text) => {
      this.#closeGroup();
      this.#client.output(text, { category });
    },
  });
  #group: string | undefined;

  constructor(client: Client, knowledge: Knowledge) {
    this.#client = client;
    this.#knowledge = knowledge;
    this.#lines = new LoggedLines({
      raw: (text) => this.#raw("stdout", text),
      logged: (line, text) => this.#gathered.take({ ...line, category: "stdout", text }),
    });
  }

  /** What the probe marks lines of `ctx.log` with. */
  get mark(): string {
    return this.#lines.mark;
  }

  /** The program's own streams, as they come. */
  stream(category: "stdout" | "stderr", text: string): void {
    if (category === "stdout") this.#lines.take(text);
    else this.#raw(category, text);
  }

  /** What the debugger itself prints in the program: for log points, mostly. */
  print({ category, text, thread, workflow, step, dispatchId }: ProbeEvents["output"]): void {
    if (workflow !== undefined && step !== undefined && dispatchId !== undefined) {
      this.#gathered.take({ category, text, thread, workflow, step, dispatchId });
      return;
    }
    this.close();
    this.#client.output(text, { category });
  }

  #print({ category, text, thread, dispatchId, workflow, step, place }: PrintedLine): void {
    const head = this.#knowledge.step(workflow, step);
    const group = `${thread ?? ""}/${workflow}/${dispatchId}`;
    if (group !== this.#group) {
      this.#closeGroup();
      this.#group = group;
      this.#client.output(`${workflow}.${step}`, { ...this.#link(head), group: "start" });
    }
    this.#client.output(text, { category, ...this.#link(place ?? head) });
  }

  /** Before output that belongs to no step. */
  close(): void {
    this.#gathered.flush();
    this.#closeGroup();
  }

  #closeGroup(): void {
    if (this.#group === undefined) return;
    this.#group = undefined;
    this.#client.event("output", { category: "console", output: "", group: "end" });
  }

  /** The program has ended. */
  end(): void {
    this.#lines.end();
    this.close();
  }

  #raw(category: "stdout" | "stderr", text: string): void {
    this.close();
    this.#client.raw(category, text);
  }

  #link(place: Place | undefined): OutputOptions {
    if (place === undefined) return {};
    return { source: sourceOf(place), line: this.#client.line(place.line), column: this.#client.column(place.column) };
  }
}

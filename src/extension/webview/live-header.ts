/** Which runs the picture shows, and what they do, in the line above it. */
import type { LiveRun } from "../../debugger/protocol/editor.ts";
import type { Picture } from "../../picture/model.ts";
import { html } from "./dom.ts";
import type { Shell } from "./shell.ts";

interface ShownRun {
  readonly key: string;
  /** Its debug session has ended. */
  readonly over: boolean;
  readonly run: LiveRun;
}

const ALL = "";

const STATUS: Record<LiveRun["status"], string> = {
  running: "running",
  stopped: "stopped",
  waiting: "waits for an answer",
  completed: "completed",
  failed: "failed",
  timedOut: "timed out",
  cancelled: "cancelled",
};

export class LiveHeader {
  readonly #shell: Shell;
  readonly #changed: () => void;
  #runs: readonly ShownRun[] = [];
  #cleared = new Set<string>();
  #taken = performance.now();
  #chosen = ALL;

  /** `changed`: the person chose other runs. */
  constructor(shell: Shell, changed: () => void) {
    this.#shell = shell;
    this.#changed = changed;
    shell.runs.addEventListener("change", () => {
      this.#chosen = shell.runs.value;
      changed();
    });
    shell.clearLive.addEventListener("click", () => this.#clear());
  }

  receive(runs: readonly ShownRun[]): void {
    this.#runs = runs;
    this.#taken = performance.now();
    const keys = new Set(runs.map((run) => run.key));
    this.#cleared = new Set([...this.#cleared].filter((key) => keys.has(key)));
  }

  /** The picture is another one: what a finished session did may not fit it any more. */
  edited(changed: boolean): void {
    if (!changed) return;
    for (const run of this.#runs) if (run.over) this.#cleared.add(run.key);
  }

  /** Ms since the live state was taken; undefined while time stands still or nothing runs. */
  get elapsed(): number | undefined {
    const moving = this.#runs.some(({ over, run }) => !over && run.status === "running");
    return moving ? performance.now() - this.#taken : undefined;
  }

  /** The one run that the person chose; undefined where all are shown. */
  get chosenRun(): string | undefined {
    return this.#chosen === ALL ? undefined : this.#chosen;
  }

  /** The runs to show over a picture; undefined for none. Writes the header too. */
  chosen(picture: Picture | undefined): LiveRun[] | undefined {
    const shownFiles = new Map<string, string | undefined>();
    for (const { name, file, nodes } of picture?.workflows ?? []) {
      shownFiles.set(name, file);
      for (const node of nodes) {
        if (node.group === "closed" && !shownFiles.has(node.name)) shownFiles.set(node.name, undefined);
      }
    }
    const runs = this.#runs.filter(({ key, run }) => {
      if (this.#cleared.has(key) || !shownFiles.has(run.workflow)) return false;
      const file = shownFiles.get(run.workflow);
      return file === undefined || run.file === undefined || samePath(run.file, file);
    });
    this.#fillPicker(runs);
    const shown = runs.filter(({ key }) => this.#chosen === ALL || key === this.#chosen);
    this.#write(shown);
    this.layoutHeader();
    return shown.length === 0 ? undefined : shown.map(({ run }) => run);
  }

  /** The header takes room only where there is something in it. */
  layoutHeader(): void {
    const { header, workflows, runs, liveStatus } = this.#shell;
    header.hidden = workflows.hidden && runs.hidden && liveStatus.textContent === "";
  }

  #fillPicker(runs: readonly ShownRun[]): void {
    const { runs: picker } = this.#shell;
    const options = [
      { value: ALL, text: `All ${runs.length} runs` },
      ...runs.map(({ key, run }) => ({ value: key, text: `${run.workflow} ${run.threadId} · ${STATUS[run.status]}` })),
    ];
    if (!options.some(({ value }) => value === this.#chosen)) this.#chosen = ALL;
    // Replacing the options closes a picker that is open.
    const before = [...picker.options].map((option) => option.value).join("\n");
    if (before !== options.map(({ value }) => value).join("\n")) {
      picker.replaceChildren(...options.map(({ value, text }) => html("option", { value }, text)));
    } else {
      for (const [index, { text }] of options.entries()) {
        const option = picker.options[index];
        if (option !== undefined && option.text !== text) option.text = text;
      }
    }
    picker.value = this.#chosen;
    picker.hidden = runs.length < 2;
  }

  #write(runs: readonly ShownRun[]): void {
    const { liveStatus, clearLive } = this.#shell;
    const text = summary(runs);
    if (liveStatus.textContent !== text) liveStatus.textContent = text;
    liveStatus.dataset["status"] = statusOfAll(runs);
    clearLive.hidden = !runs.some(({ over }) => over);
  }

  #clear(): void {
    for (const run of this.#runs) if (run.over) this.#cleared.add(run.key);
    this.#changed();
  }
}

/** What they all are; else what most needs a person. */
function statusOfAll(runs: readonly ShownRun[]): LiveRun["status"] | "" {
  const all = new Set(runs.map(({ run }) => run.status));
  const [only = ""] = all;
  if (all.size < 2) return only;
  return (["stopped", "waiting", "running", "failed"] as const).find((status) => all.has(status)) ?? "completed";
}

function summary(runs: readonly ShownRun[]): string {
  const first = runs[0];
  if (first === undefined) return "";
  const held = runs.find(({ run }) => run.stopped !== undefined)?.run.stopped;
  if (held !== undefined) return `Stopped: ${held.event} → ${held.step}`;
  const over = runs.every((run) => run.over) ? "Last run: " : "";
  if (runs.length === 1) {
    const failed = first.run.failed.at(-1);
    const why = first.run.status === "failed" && failed !== undefined ? `: ${failed.message}` : "";
    return `${over}${STATUS[first.run.status]}${why}`;
  }
  const counts = new Map<LiveRun["status"], number>();
  for (const { run } of runs) counts.set(run.status, (counts.get(run.status) ?? 0) + 1);
  const words = (status: LiveRun["status"], count: number): string =>
    count > 1 && status === "waiting" ? "wait for an answer" : STATUS[status];
  return [...counts].map(([status, count]) => `${count} ${words(status, count)}`).join(", ");
}

/** Windows writes drive letters either way. */
function samePath(a: string, b: string): boolean {
  const plain = (path: string): string =>
    path.replaceAll("\\", "/").replace(/^[a-z]:/i, (drive) => drive.toLowerCase());
  return plain(a) === plain(b);
}

/** The events behind a node or an arrow while a run goes on, with what each carries. */
import type { ToWebview } from "../graph/messages.ts";
import { html } from "./dom.ts";
import { iconImage } from "./icons.ts";
import type { PlacedPicture } from "./placed.ts";
import type { Shell } from "./shell.ts";
import { vscode } from "./vscode-api.ts";

type Answer = Extract<ToWebview, { type: "instances" }>;
type Instance = Answer["instances"][number];

const STATES: Record<Instance["state"], string> = {
  held: "stopped before it",
  running: "at work",
  waits: "waits",
  retrying: "tries again",
  queued: "in the queue",
  collected: "collected",
  asked: "asked",
  done: "done",
};

/** ms between two looks at a running program. */
const PAUSE_MS = 1000;

export class Payloads {
  readonly #element: HTMLElement;
  readonly #refocus: () => void;
  #key: string | undefined;
  #run: string | undefined;
  #asking = false;
  #lastAsked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opener: Element | null = null;
  readonly #title = html("strong", {});
  readonly #body = html("div", { class: "instances", tabindex: 0, role: "group" });

  /** `refocus` takes the keyboard where what opened it is not there any more. */
  constructor(shell: Shell, refocus: () => void) {
    this.#element = shell.payloads;
    this.#refocus = refocus;
    const close = html("button", { type: "button", "aria-label": "Close", title: "Close (Esc)" });
    close.append(iconImage("close"));
    close.addEventListener("click", () => this.close());
    this.#element.append(html("div", { class: "bar" }, this.#title, close), this.#body);
  }

  /** The node or arrow whose events are shown. */
  get key(): string | undefined {
    return this.#key;
  }

  get isOpen(): boolean {
    return this.#key !== undefined;
  }

  /** `run`: only that one's; else all that are shown. */
  open(key: string, picture: PlacedPicture, run: string | undefined): void {
    const title = titleOf(key, picture);
    if (title === undefined) return;
    this.#key = key;
    this.#run = run;
    this.#opener = document.activeElement;
    this.#title.textContent = title;
    this.#body.setAttribute("aria-label", title);
    this.#body.replaceChildren(html("p", { class: "muted" }, "Looking…"));
    this.#element.hidden = false;
    this.#asking = false;
    this.#ask();
    this.#body.focus({ preventScroll: true });
  }

  close(): void {
    if (this.#key === undefined) return;
    this.#key = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const had = this.#element.contains(document.activeElement);
    this.#element.hidden = true;
    if (!had) return;
    const opener = this.#opener;
    if (opener?.isConnected && (opener instanceof SVGElement || opener instanceof HTMLElement)) opener.focus();
    if (document.activeElement !== opener) this.#refocus();
  }

  /** Nodes got other names. */
  rename(now: (key: string) => string): void {
    this.#key = this.#key && now(this.#key);
  }

  /** The run went on: looks again, but not all the time. */
  changed(): void {
    if (this.#key === undefined || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastAsked + PAUSE_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#ask();
    }, wait);
  }

  receive(answer: Answer): void {
    this.#asking = false;
    if (`${answer.workflow}/${answer.id}` !== this.#key) return;
    const opened = new Set(
      [...this.#body.querySelectorAll("details[open]")].map((each) => each.getAttribute("data-at")),
    );
    const first = opened.size === 0 && this.#body.querySelector("details") === null;
    const rows = answer.instances.map((instance, index) =>
      row(instance, index, first ? index === 0 : opened.has(`${index}`), answer.id),
    );
    const left = answer.total - answer.instances.length;
    this.#body.replaceChildren(
      ...rows,
      ...(left > 0 ? [html("p", { class: "muted" }, `and ${left.toLocaleString("en")} more`)] : []),
      ...(answer.problem === undefined ? [] : [html("p", { class: "muted" }, answer.problem)]),
      ...(rows.length === 0 && answer.problem === undefined
        ? [html("p", { class: "muted" }, "No event is here now, and none of the last ones was.")]
        : []),
    );
  }

  #ask(): void {
    if (this.#key === undefined || this.#asking) return;
    this.#asking = true;
    this.#lastAsked = performance.now();
    const at = this.#key.indexOf("/");
    const [workflow, id] = [this.#key.slice(0, at), this.#key.slice(at + 1)];
    vscode.postMessage({ type: "instances", workflow, id, ...(this.#run !== undefined && { run: this.#run }) });
  }
}

/** `Drafted → review`; undefined for what carries no events. */
function titleOf(key: string, picture: PlacedPicture): string | undefined {
  const node = picture.nodes.get(key)?.node;
  if (node !== undefined) {
    if (node.role === "person" || node.role === "child") return undefined;
    return node.role === "step" || node.role === "catchError" ? `→ ${node.name}` : node.name;
  }
  const edge = picture.edges.get(key)?.edge;
  if (edge === undefined || edge.event === "") return undefined;
  return edge.kind === "accept" || edge.kind === "wait"
    ? `${edge.event} → ${edge.step}`
    : `${edge.step} → ${edge.event}`;
}

/** `id`: of what the panel is about. An event that has its name in the title needs none in its line. */
function row(instance: Instance, index: number, open: boolean, id: string): HTMLElement {
  const { state, event, from, to, attempt, run, over = false, fields, summary } = instance;
  const isNamed = !id.startsWith("step:") && id.split(":")[1] === event;
  const brief = isNamed && summary.startsWith(`${event} `) ? summary.slice(event.length + 1) : summary;
  // What was at work when a run was seen last is not so any more.
  const status =
    over && state !== "done"
      ? html("span", { class: "state" }, `last seen: ${STATES[state]}`)
      : html("span", { class: `state ${state}` }, STATES[state]);
  const way = [from, to].filter((name) => name !== undefined).join(" → ");
  const where = [run ?? "", way, attempt > 1 ? `attempt ${attempt}` : ""].filter(Boolean).join(" · ");
  const table = html("dl", {});
  for (const { name, text } of fields) table.append(html("dt", {}, name), html("dd", {}, text));
  return html(
    "details",
    { "data-at": index, open },
    html("summary", {}, status, html("code", {}, brief)),
    html("p", { class: "muted" }, where),
    fields.length > 0 ? table : html("p", { class: "muted" }, "It carries no fields."),
  );
}

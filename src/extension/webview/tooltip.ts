/** What a node or arrow is, beside it: role, fields, docs, and what the keys do. */
import type { PictureEdge } from "../../picture/model.ts";
import { html } from "./dom.ts";
import type { Overlay } from "./overlay.ts";
import type { PlacedPicture } from "./placed.ts";

const ROLES = {
  step: "step",
  catchError: "error handler",
  event: "event",
  start: "start event",
  stop: "stop event",
  inputRequired: "question to a person",
  humanResponse: "answer of a person",
  stepFailed: "failure event",
  streamed: "event in the run's stream",
  person: "",
  child: "workflow",
} as const;

const DELAY = 450;
const GAP = 8;

export class Tooltip {
  readonly #element: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #key: string | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  get open(): boolean {
    return !this.#element.hidden;
  }

  /** Shows it in a moment; at once where another one is open. */
  show(key: string, picture: PlacedPicture, anchor: Element, overlay?: Overlay): void {
    if (key === this.#key) return;
    const wasOpen = this.open;
    this.hide();
    this.#key = key;
    const fill = (): void => {
      const content = describe(key, picture, overlay);
      if (content.length === 0) return;
      this.#element.replaceChildren(...content);
      this.#element.hidden = false;
      this.#place(anchor.getBoundingClientRect());
    };
    if (wasOpen) fill();
    else this.#timer = setTimeout(fill, DELAY);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#key = undefined;
    this.#element.hidden = true;
  }

  /** Beside the node, where there is room; else below or above it. */
  #place(anchor: DOMRect): void {
    const { offsetWidth: width, offsetHeight: height } = this.#element;
    const [across, down] = [document.documentElement.clientWidth, document.documentElement.clientHeight];
    const clamp = (value: number, most: number): number => Math.max(GAP, Math.min(value, most - GAP));
    let left = anchor.right + GAP;
    let top = clamp(anchor.top, down - height);
    if (left + width > across - GAP) {
      if (anchor.left - GAP - width > GAP) left = anchor.left - GAP - width;
      else {
        left = clamp(anchor.left, across - width);
        top =
          anchor.bottom + GAP + height < down ? anchor.bottom + GAP : clamp(anchor.top - GAP - height, down - height);
      }
    }
    this.#element.style.left = `${left}px`;
    this.#element.style.top = `${top}px`;
  }
}

function describe(key: string, picture: PlacedPicture, overlay: Overlay | undefined): HTMLElement[] {
  const live = overlay?.nodes.get(key);
  const asked = overlay?.people.has(key) ?? false;
  const edge = picture.edges.get(key)?.edge;
  if (edge !== undefined) return [html("p", {}, edge.spoken)];
  const placed = picture.nodes.get(key);
  if (placed === undefined) return [];
  const { node, workflow } = placed;
  if (node.role === "person") {
    return [html("p", {}, node.spoken), ...(asked ? [html("p", {}, "Is asked now: click to answer.")] : [])];
  }
  const parts: HTMLElement[] = [html("p", { class: "heading" }, html("strong", {}, node.name), ` ${ROLES[node.role]}`)];
  if (node.extends.length > 0) parts.push(html("p", { class: "muted" }, `extends ${node.extends.join(", ")}`));
  if (node.docs !== undefined) parts.push(html("p", { class: "docs" }, node.docs));
  const rows =
    node.role === "step" || node.role === "catchError"
      ? uses(workflow.edges.filter((edge) => edge.step === node.name))
      : node.fields.map(({ name, type, optional, docs }): Row => [`${name}${optional ? "?" : ""}`, type, docs]);
  if (rows.length > 0) {
    const table = html("dl", { class: "fields" });
    for (const [name, text, docs] of rows) {
      const more = docs === undefined ? [] : [html("p", { class: "muted" }, docs)];
      table.append(html("dt", {}, name), html("dd", {}, text, ...more));
    }
    parts.push(table);
  }
  if (node.detail !== undefined) parts.push(html("p", { class: "muted" }, node.detail));
  if (live?.held !== undefined) parts.push(html("p", {}, `The debugger stopped before it: ${live.held}`));
  if (live?.failed !== undefined) parts.push(html("p", { class: "failure" }, live.failed.message));
  if (live !== undefined && live.waits.size > 0) {
    parts.push(html("p", {}, `waits for ${[...live.waits].join(", ")}`));
  }
  return parts;
}

const VERBS = {
  accept: "accepts",
  wait: "waits for",
  return: "returns",
  send: "sends",
  stream: "streams",
  prompt: "asks with",
  fail: "fails with",
  person: "",
  child: "",
} as const;

/** A name, what it is, and what its comment says. */
type Row = readonly [string, string, docs?: string | undefined];

/** `accepts`: `Drafted, Revised`; one row for each way events go in or out. */
function uses(edges: readonly PictureEdge[]): Row[] {
  const rows = new Map<string, string[]>();
  for (const { kind, event, list } of edges) {
    rows.set(VERBS[kind], [...(rows.get(VERBS[kind]) ?? []), list ? `${event}[]` : event]);
  }
  return [...rows].map(([verb, events]) => [verb, events.join(", ")]);
}

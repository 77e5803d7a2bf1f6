/** The node that has the keyboard or the pointer, and what a person does with it; in the picture and in the list. */
import type { ListView } from "./list-view.ts";
import type { LiveHeader } from "./live-header.ts";
import type { Marks } from "./marks.ts";
import { type Direction, navigate } from "./navigate.ts";
import type { Payloads } from "./payloads.ts";
import type { Stage } from "./stage.ts";
import type { Tooltip } from "./tooltip.ts";
import { vscode } from "./vscode-api.ts";

export interface NodeParts {
  readonly stage: Stage;
  readonly list: ListView;
  readonly marks: Marks;
  readonly live: LiveHeader;
  readonly payloads: Payloads;
  readonly tooltip: Tooltip;
}

export class NodeActions {
  readonly #parts: NodeParts;
  /** The node that has, or had last, the keyboard. */
  #current: string | undefined;
  #previous: string | undefined;

  constructor(parts: NodeParts) {
    this.#parts = parts;
  }

  /** The node of the picture that has the keyboard now. */
  get focusedNode(): string | undefined {
    return this.#parts.stage.scene.root.contains(document.activeElement) ? this.#current : undefined;
  }

  open(key: string): void {
    const { stage, marks } = this.#parts;
    const [workflow, id] = split(key);
    if (id.startsWith("person:")) {
      if (marks.overlay?.people.has(key)) vscode.postMessage({ type: "answer" });
      return;
    }
    // A workflow that several start is drawn where the first one does.
    const elsewhere = id.startsWith("child:") && stage.placed.nodes.get(key)?.node.group === undefined;
    const first = elsewhere ? stage.revealWorkflow(id.slice("child:".length)) : undefined;
    if (first !== undefined) return this.focus(first);
    vscode.postMessage({ type: "open", workflow, ...(id !== "" && { id }) });
  }

  toggleBreakpoint(key: string): void {
    const { nodes, edges } = this.#parts.stage.placed;
    const [workflow, id] = split(key);
    const breakable = nodes.get(key)?.node.breakable ?? edges.get(key)?.edge.kind === "accept";
    if (breakable) vscode.postMessage({ type: "toggleBreakpoint", workflow, id });
  }

  /** Shows the events behind a node or an arrow. */
  payloads(key: string): void {
    const { stage, marks, live, payloads, tooltip } = this.#parts;
    if (marks.overlay === undefined) return;
    tooltip.hide();
    payloads.open(key, stage.placed, live.chosenRun);
  }

  /** Opens or closes a child workflow. */
  fold(key: string): void {
    const node = this.#parts.stage.placed.nodes.get(key)?.node;
    if (node?.group !== undefined)
      vscode.postMessage({ type: "fold", workflow: node.name, open: node.group === "closed" });
  }

  move(direction: Direction): void {
    const to = navigate(this.#parts.stage.placed, this.#current, direction, this.#previous);
    if (to === undefined) return;
    this.#previous = this.#current;
    this.focus(to);
  }

  /** Gives a node the keyboard and brings it into sight; in the list, where that is shown. */
  focus(key: string): void {
    const { stage, list } = this.#parts;
    const node = stage.placed.nodes.get(key);
    if (node === undefined) return;
    if (list.isShown) {
      this.#current = key;
      return list.focus(key);
    }
    stage.scene.focus(key);
    stage.reveal(node);
  }

  /** Gives the keyboard back to where it was last. */
  refocus(): void {
    const { stage, list } = this.#parts;
    if (list.isShown) list.focus();
    else if (this.#current !== undefined) stage.scene.focus(this.#current);
  }

  /** A node got the keyboard, by whatever way. */
  focused(key: string, element: Element): void {
    const { stage, marks, tooltip } = this.#parts;
    this.#current = key;
    stage.scene.rove(key);
    stage.scene.highlight(key);
    tooltip.show(key, stage.placed, element, marks.overlay);
  }

  /** The pointer is over a node or arrow, or over none. */
  hovered(key: string | undefined, element?: Element): void {
    const { stage, marks, tooltip } = this.#parts;
    stage.scene.highlight(key);
    if (key === undefined || element === undefined) tooltip.hide();
    else tooltip.show(key, stage.placed, element, marks.overlay);
  }

  /** Gives the keyboard back to the page and takes the highlight away. */
  leave(): void {
    this.#parts.stage.scene.highlight(undefined);
    if (document.activeElement instanceof SVGElement || document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
  }

  /** Another file: nothing of it had the keyboard yet. */
  forget(): void {
    this.#current = undefined;
  }

  /** Nodes got other names. */
  rename(now: (key: string) => string): void {
    this.#current = this.#current && now(this.#current);
    this.#previous = this.#previous && now(this.#previous);
  }

  /** Other nodes stand there: Tab must reach one of them. */
  redrawn(): void {
    const { scene, placed } = this.#parts.stage;
    if (this.#current === undefined || !placed.nodes.has(this.#current)) {
      this.#current = placed.nodes.keys().next().value;
    }
    scene.rove(this.#current);
  }
}

function split(key: string): [string, string] {
  const at = key.indexOf("/");
  return [key.slice(0, at), key.slice(at + 1)];
}

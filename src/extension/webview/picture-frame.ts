/** The picture that the extension sent, its notes and the choice among its workflows; or what stands in its place. */
import type { Rename } from "../../analysis/renames.ts";
import type { Picture } from "../../picture/model.ts";
import { renamedKey } from "../graph/renamed-keys.ts";
import { html } from "./dom.ts";
import type { Memory } from "./memory.ts";
import { noteRows } from "./notes.ts";
import { keyOf, withInner } from "./placed.ts";
import { type PlaceholderState, placeholder } from "./placeholder.ts";
import type { Shell } from "./shell.ts";
import type { Stage } from "./stage.ts";
import { vscode } from "./vscode-api.ts";

const ALL = "";

export interface FrameEvents {
  /** Other nodes stand on the canvas. */
  placed(): void;
  /** The picture of another file, or another one of the same; before it is placed. */
  arrived(how: { readonly sameFile: boolean; readonly changed: boolean; readonly renames: readonly Rename[] }): void;
  /** The node that is to stay in its place, where one has the keyboard. */
  focusedNode(): string | undefined;
}

export class PictureFrame {
  readonly #shell: Shell;
  readonly #stage: Stage;
  readonly #memory: Memory;
  readonly #events: FrameEvents;
  #picture: Picture | undefined;

  constructor(shell: Shell, stage: Stage, memory: Memory, events: FrameEvents) {
    this.#shell = shell;
    this.#stage = stage;
    this.#memory = memory;
    this.#events = events;
    shell.workflows.addEventListener("change", () => {
      this.place();
      stage.fit();
    });
  }

  get picture(): Picture | undefined {
    return this.#picture;
  }

  show(picture: Picture, renames: readonly Rename[]): void {
    const stage = this.#stage;
    const before = this.#picture;
    const sameFile = before?.file === picture.file;
    const now = (key: string): string => renamedKey(key, renames);
    const seen = new Map((sameFile ? stage.seen : []).map((node) => [now(node.key), node]));
    const focused = this.#events.focusedNode();
    const showedAll = stage.showsAll;
    this.#picture = picture;
    this.#shell.placeholder.hidden = true;
    this.#shell.buttons.hidden = false;
    this.#shell.canvas.classList.remove("stale");
    this.#fillPicker(picture, sameFile ? nameNow(this.#shell.workflows.value, renames) : ALL);
    const view = this.#memory.viewOf(picture.file);
    if (!sameFile) stage.byHand = view !== undefined;
    const changed = sameFile && keysOf(before, renames) !== keysOf(picture, []);
    this.#events.arrived({ sameFile, changed, renames: sameFile ? renames : [] });
    this.place(!sameFile);
    this.#showNotes(picture);
    if (!sameFile && view !== undefined) stage.show(view);
    else if (!sameFile || (!stage.byHand && showedAll && !stage.showsAll)) stage.fit(true);
    else stage.keep(seen, focused && now(focused));
  }

  showPlaceholder(state: PlaceholderState, message: string): void {
    // The last picture stays while the next one is being made.
    if (state === "loading" && this.#picture !== undefined) {
      this.#shell.canvas.classList.add("stale");
      return;
    }
    this.#picture = undefined;
    this.place();
    this.#shell.header.hidden = true;
    this.#shell.notes.replaceChildren();
    this.#shell.placeholder.replaceChildren(
      ...placeholder(state, message, () => vscode.postMessage({ type: "newWorkflow" })),
    );
    this.#shell.placeholder.hidden = false;
    this.#shell.buttons.hidden = true;
  }

  /** Puts the chosen workflows on the canvas; `fresh` as if nothing had been there. */
  place(fresh = false): void {
    const chosen = this.#shell.workflows.value;
    const all = this.#picture?.workflows ?? [];
    this.#stage.place(chosen === ALL || this.#shell.workflows.hidden ? all : withInner(all, chosen), fresh);
    this.#events.placed();
  }

  #showNotes(picture: Picture): void {
    this.#shell.notes.replaceChildren(
      ...noteRows(picture.notes, (index) => vscode.postMessage({ type: "openNote", index })),
    );
    this.#shell.canvas.classList.toggle(
      "outdated",
      picture.notes.some((note) => note.severity === "error"),
    );
  }

  #fillPicker(picture: Picture, chosen: string): void {
    const picker = this.#shell.workflows;
    const names = picture.workflows.map((workflow) => workflow.name);
    picker.replaceChildren(
      html("option", { value: ALL }, `All ${names.length} workflows`),
      ...names.map((name) => html("option", { value: name }, name)),
    );
    picker.value = names.includes(chosen) ? chosen : ALL;
    picker.hidden = names.length < 2;
  }
}

/** What there is of nodes and arrows: what a finished run did fits the picture as long as these stay the same. */
function keysOf({ workflows }: Picture, renames: readonly Rename[]): string {
  const keys = workflows.flatMap(({ name, nodes, edges }) =>
    [...nodes, ...edges].map(({ id }) => renamedKey(keyOf(name, id), renames)),
  );
  return keys.sort().join("\n");
}

const nameNow = (workflow: string, renames: readonly Rename[]): string =>
  renamedKey(keyOf(workflow, ""), renames).slice(0, -1);

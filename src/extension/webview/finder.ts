/** Finds steps and events by name. */
import type { PlacedNode, PlacedPicture } from "./placed.ts";
import type { Scene } from "./scene.ts";
import type { Shell } from "./shell.ts";

export interface FinderEvents {
  /** The one of those found that is looked at. */
  looked(node: PlacedNode): void;
  /** The person goes there. */
  chosen(key: string): void;
  /** The search was given up; what had the keyboard before is not there any more. */
  refocus(): void;
}

export class Finder {
  readonly #input: HTMLInputElement;
  readonly #count: HTMLElement;
  readonly #scene: Scene;
  readonly #events: FinderEvents;
  #picture: PlacedPicture | undefined;
  #found: readonly PlacedNode[] = [];
  #at = 0;
  /** The node that is looked at: another picture may have it at another place. */
  #key: string | undefined;
  #opener: Element | null = null;

  constructor(shell: Shell, scene: Scene, events: FinderEvents) {
    this.#input = shell.find;
    this.#count = shell.findCount;
    this.#scene = scene;
    this.#events = events;
    this.#input.addEventListener("input", () => {
      this.#search();
      this.#look(0);
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter") this.#enter();
      else if (event.key === "ArrowDown") this.#look(this.#at + 1);
      else if (event.key === "ArrowUp") this.#look(this.#at - 1);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  get isOpen(): boolean {
    return !this.#input.hidden;
  }

  open(): void {
    if (!this.isOpen) this.#opener = document.activeElement;
    this.#input.hidden = false;
    this.#input.select();
    this.#input.focus();
  }

  /** Closes it and gives the keyboard back. */
  close(): void {
    if (!this.isOpen) return;
    const had = document.activeElement === this.#input;
    this.#hide();
    if (!had) return;
    const opener = this.#opener;
    if (opener?.isConnected && (opener instanceof SVGElement || opener instanceof HTMLElement)) opener.focus();
    if (document.activeElement !== opener) this.#events.refocus();
  }

  refresh(picture: PlacedPicture): void {
    this.#picture = picture;
    if (this.isOpen) this.#search();
  }

  /** Nodes got other names; they are found anew with the next picture. */
  rename(now: (key: string) => string): void {
    this.#key = this.#key && now(this.#key);
  }

  #hide(): void {
    this.#input.hidden = true;
    this.#input.value = "";
    this.#search();
  }

  #enter(): void {
    const node = this.#found[this.#at];
    if (node === undefined) return;
    this.#hide();
    this.#events.chosen(node.key);
  }

  #search(): void {
    const wanted = this.#input.value.trim().toLowerCase();
    const rank = ({ node }: PlacedNode): number => (node.name.toLowerCase().startsWith(wanted) ? 0 : 1);
    this.#found =
      wanted === ""
        ? []
        : [...(this.#picture?.nodes.values() ?? [])]
            .filter(({ node }) => node.role !== "person" && node.name.toLowerCase().includes(wanted))
            .sort((a, b) => rank(a) - rank(b));
    const at = this.#found.findIndex(({ key }) => key === this.#key);
    this.#at = at === -1 ? Math.min(this.#at, Math.max(0, this.#found.length - 1)) : at;
    this.#show(wanted !== "");
  }

  /** Looks at another one; after the last comes the first. */
  #look(at: number): void {
    const { length } = this.#found;
    if (length === 0) return;
    this.#at = (at + length) % length;
    this.#show(true);
    const node = this.#found[this.#at];
    if (node !== undefined) this.#events.looked(node);
  }

  #show(finding: boolean): void {
    const { length } = this.#found;
    this.#key = this.#found[this.#at]?.key;
    this.#scene.showFound(finding ? this.#found.map(({ key }) => key) : undefined, this.#key);
    this.#input.setAttribute("aria-invalid", String(finding && length === 0));
    this.#count.textContent = !finding ? "" : length === 0 ? "none" : `${this.#at + 1} of ${length}`;
  }
}

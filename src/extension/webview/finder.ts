/** Finds steps and events by name. */
import type { PlacedPicture } from "./placed.ts";
import type { Shell } from "./shell.ts";

export class Finder {
  readonly #input: HTMLInputElement;
  readonly #scene: SVGGElement;
  readonly #go: (key: string) => void;
  #picture: PlacedPicture | undefined;
  #found: readonly string[] = [];

  constructor(shell: Shell, scene: SVGGElement, go: (key: string) => void) {
    this.#input = shell.find;
    this.#scene = scene;
    this.#go = go;
    this.#input.addEventListener("input", () => this.#search());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter") this.#enter();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  get isOpen(): boolean {
    return !this.#input.hidden;
  }

  open(): void {
    this.#input.hidden = false;
    this.#input.select();
    this.#input.focus();
  }

  close(): void {
    this.#input.hidden = true;
    this.#input.value = "";
    this.#search();
  }

  refresh(picture: PlacedPicture): void {
    this.#picture = picture;
    this.#search();
  }

  #enter(): void {
    const first = this.#found[0];
    if (first === undefined) return;
    this.close();
    this.#go(first);
  }

  #search(): void {
    const wanted = this.#input.value.trim().toLowerCase();
    const nodes = [...(this.#picture?.nodes.values() ?? [])].filter(({ node }) => node.role !== "person");
    const rank = (name: string): number => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
    this.#found =
      wanted === ""
        ? []
        : nodes
            .filter(({ node }) => node.name.toLowerCase().includes(wanted))
            .sort((a, b) => rank(a.node.name) - rank(b.node.name))
            .map(({ key }) => key);
    this.#scene.classList.toggle("finding", wanted !== "");
    const found = new Set(this.#found);
    for (const element of this.#scene.querySelectorAll<SVGElement>(".node")) {
      element.classList.toggle("found", found.has(element.dataset["key"] ?? ""));
    }
    this.#input.setAttribute("aria-invalid", String(wanted !== "" && found.size === 0));
  }
}

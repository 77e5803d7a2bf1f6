/** The window around the picture: pickers, buttons, notes, and what stands in place of a picture. */
import type { IconName } from "../../picture/icon-paths.ts";
import { html, svg } from "./dom.ts";
import { iconImage } from "./icons.ts";

export type Action =
  | "zoomIn"
  | "zoomOut"
  | "fit"
  | "list"
  | "find"
  | "legend"
  | "saveSvg"
  | "savePng"
  | "copyMermaid"
  | "copyMarkdown";

export interface Shell {
  readonly canvas: SVGSVGElement;
  readonly list: HTMLElement;
  readonly notes: HTMLElement;
  readonly placeholder: HTMLElement;
  readonly header: HTMLElement;
  readonly workflows: HTMLSelectElement;
  readonly runs: HTMLSelectElement;
  readonly liveStatus: HTMLElement;
  readonly clearLive: HTMLButtonElement;
  readonly buttons: HTMLElement;
  readonly find: HTMLInputElement;
  readonly findCount: HTMLElement;
  readonly legend: HTMLElement;
  readonly menu: HTMLElement;
  readonly tooltip: HTMLElement;
  readonly payloads: HTMLElement;
  readonly minimap: SVGSVGElement;
}

/** Builds the window; `act` hears of its buttons. */
export function buildShell(root: HTMLElement, act: (action: Action) => void): Shell {
  const button = (action: Action, icon: IconName, label: string, key: string): HTMLButtonElement => {
    const element = html("button", {
      type: "button",
      title: `${label} (${key})`,
      "aria-label": label,
      "data-action": action,
    });
    element.append(iconImage(icon));
    element.addEventListener("click", () => act(action));
    return element;
  };
  const shell: Shell = {
    canvas: svg("svg", {
      class: "canvas",
      role: "application",
      // Chromium takes an SVG element with focus listeners for a stop of the Tab key.
      tabindex: -1,
      "aria-label":
        "Workflow graph. Arrow keys follow the events, Enter opens the source, F9 sets a breakpoint, L shows it as a list.",
    }),
    list: html("div", {
      class: "list",
      role: "tree",
      "aria-label":
        "Workflow graph as a list. Enter opens the source, F9 sets a breakpoint, P shows the events, L shows the picture.",
      hidden: true,
    }),
    notes: html("div", { class: "notes", role: "status" }),
    placeholder: html("div", { class: "placeholder", role: "status", hidden: true }),
    workflows: html("select", { "aria-label": "Workflow", hidden: true }),
    runs: html("select", { "aria-label": "Run", hidden: true }),
    liveStatus: html("span", { class: "live-status", role: "status" }),
    clearLive: html("button", { type: "button", class: "text", hidden: true }, "Clear"),
    header: html("div", { class: "header", hidden: true }),
    buttons: html("div", { class: "buttons", role: "toolbar", "aria-label": "Graph" }),
    find: html("input", {
      type: "search",
      class: "find",
      placeholder: "Find a step or an event",
      "aria-label": "Find a step or an event",
      hidden: true,
    }),
    findCount: html("span", { class: "find-count", role: "status" }),
    legend: html("div", { class: "legend", role: "dialog", "aria-label": "Legend", hidden: true }),
    menu: html("div", { class: "menu", role: "menu", "aria-label": "Export", hidden: true }),
    minimap: svg("svg", { class: "minimap", "aria-hidden": "true" }),
    payloads: html("div", { class: "payloads", role: "dialog", "aria-label": "Events", hidden: true }),
    tooltip: html("div", { class: "tooltip", role: "tooltip", id: "tooltip", hidden: true }),
  };
  shell.header.append(shell.workflows, shell.runs, shell.liveStatus, shell.clearLive);
  const more = html("button", {
    type: "button",
    title: "Export",
    "aria-label": "Export",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  more.append(iconImage("more"));
  more.addEventListener("click", () => toggleMenu(shell.menu, more));
  shell.buttons.append(
    button("zoomOut", "zoomOut", "Zoom out", "-"),
    button("fit", "fit", "Fit everything", "0"),
    button("zoomIn", "zoomIn", "Zoom in", "+"),
    html("span", { class: "gap" }),
    button("find", "find", "Find", "/"),
    button("list", "list", "Show as a list", "L"),
    button("legend", "help", "Legend and keys", "?"),
    more,
  );
  const item = (action: Action, label: string): HTMLButtonElement => {
    const element = html("button", { type: "button", role: "menuitem", tabindex: -1, "data-action": action }, label);
    element.addEventListener("click", () => {
      toggleMenu(shell.menu, more, false);
      more.focus();
      act(action);
    });
    return element;
  };
  shell.menu.append(
    item("saveSvg", "Save as SVG…"),
    item("savePng", "Save as PNG…"),
    item("copyMermaid", "Copy as Mermaid"),
    item("copyMarkdown", "Copy as Markdown"),
  );
  shell.menu.addEventListener("keydown", (event) => menuKey(event, shell.menu, more));
  document.addEventListener("pointerdown", (event) => {
    const inside = event.target instanceof Node && (shell.menu.contains(event.target) || more.contains(event.target));
    if (!inside) toggleMenu(shell.menu, more, false);
  });
  root.append(
    html(
      "main",
      {},
      html("h1", { class: "unseen" }, "Workflow graph"),
      shell.header,
      shell.notes,
      html(
        "div",
        { class: "stage" },
        shell.canvas,
        shell.minimap,
        shell.list,
        shell.placeholder,
        shell.find,
        shell.findCount,
        shell.legend,
        shell.payloads,
      ),
      shell.buttons,
      shell.menu,
      shell.tooltip,
    ),
  );
  return shell;
}

function toggleMenu(menu: HTMLElement, opener: HTMLElement, open = menu.hidden): void {
  menu.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button")?.focus();
}

function menuKey(event: KeyboardEvent, menu: HTMLElement, opener: HTMLElement): void {
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step !== 0) items[(at + step + items.length) % items.length]?.focus();
  else if (event.key === "Escape") {
    toggleMenu(menu, opener, false);
    opener.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

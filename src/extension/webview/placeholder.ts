/** What stands in place of a picture. */
import type { ToWebview } from "../graph/messages.ts";
import { html } from "./dom.ts";

export type PlaceholderState = Extract<ToWebview, { type: "state" }>["state"];

/** `start`: the person wants a first workflow to begin with. */
export function placeholder(state: PlaceholderState, message: string, start: () => void): HTMLElement[] {
  const text = html("p", {}, message);
  if (state === "loading") return [html("div", { class: "progress" }), text];
  if (state !== "empty") return [text];
  const button = html("button", { type: "button", class: "primary" }, "New Workflow");
  button.addEventListener("click", start);
  return [text, button];
}

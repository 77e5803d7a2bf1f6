/** What the reader of the picture must know, above it. */
import type { Picture } from "../../picture/model.ts";
import { html } from "./dom.ts";

type Note = Picture["notes"][number];

/** One row for each kind: a syntax error seldom comes alone, and the first one is the one to look at. */
export function noteRows(notes: readonly Note[], open: (index: number) => void): HTMLElement[] {
  return (["error", "warning", "info"] as const).flatMap((severity) => {
    const index = notes.findIndex((note) => note.severity === severity);
    const first = notes[index];
    if (first === undefined) return [];
    const row = html("div", { class: `note ${severity}` });
    if (first.opens) {
      const link = html("button", { type: "button", class: "link" }, first.message);
      link.addEventListener("click", () => open(index));
      row.append(link);
    } else {
      row.append(first.message);
    }
    const more = notes.filter((note) => note.severity === severity).length - 1;
    if (more > 0) row.append(html("span", { class: "more" }, ` and ${more} more.`));
    if (severity === "error") row.append(html("span", { class: "more" }, " Below: what could be read."));
    return [row];
  });
}

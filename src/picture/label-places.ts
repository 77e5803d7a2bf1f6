/** Where a node's icon, name and detail stand; the webview and the SVG file draw by the same numbers. */
import type { PictureNode } from "./model.ts";
import { TEXT_X } from "./node-box.ts";
import { front } from "./shapes.ts";

const NAME_LINE = { step: 18, event: 17 } as const;
const DETAIL_LINE = 15;
const ICON_SIZE = 16;

export interface LabelPlaces {
  readonly x: number;
  /** Base lines, one for each line of the name. */
  readonly names: readonly number[];
  readonly detail: number;
}

/** Drawn as a box with two lines. */
export const isStep = ({ role }: PictureNode): boolean => role === "step" || role === "catchError" || role === "child";

/** @param detail what is written below the name, if anything. */
export function labelPlaces(node: PictureNode, detail: string | undefined): LabelPlaces {
  const body = front(node);
  const line = isStep(node) ? NAME_LINE.step : NAME_LINE.event;
  const height = node.lines.length * line + (detail === undefined ? 0 : DETAIL_LINE);
  const top = body.y + (body.height - height) / 2;
  return {
    x: body.x + TEXT_X,
    names: node.lines.map((_, index) => top + index * line + line * 0.72),
    detail: top + node.lines.length * line + DETAIL_LINE * 0.7,
  };
}

/** The upper left corner of the icon, and its size. */
export function iconPlace(node: PictureNode): { readonly x: number; readonly y: number; readonly size: number } {
  const body = front(node);
  const size = node.role === "person" ? 18 : ICON_SIZE;
  const x = node.role === "person" ? (node.width - size) / 2 : body.x + 11;
  return { x, y: body.y + (body.height - size) / 2, size };
}

/** Outlines of nodes: each role is known by its shape. */
import type { PictureNode } from "./model.ts";
import { RIM, STACK } from "./node-box.ts";

/** An SVG element without children. */
export interface Shape {
  readonly tag: "rect" | "path" | "circle";
  readonly attributes: Readonly<Record<string, string | number>>;
}

const CUT = 9;
/** Height of the bar over a step that joins events. */
const BAR = 6;
const TAPER = 13;

/** The outlines of a node from back to front; the one of class `body` carries the text. */
export function outlines(node: PictureNode): Shape[] {
  const { width, height } = node;
  switch (node.role) {
    case "step":
      return [box(0, joinTop(node), width, height - joinTop(node), 7, "body"), ...joinBar(node)];
    case "child":
      return [
        box(0, 0, width, height, node.group === "open" ? 8 : 2, "body"),
        shape("path", { class: "sides", d: `M6 0V${height}M${width - 6} 0V${height}` }),
      ];
    case "catchError":
      return [cutBox(width, height), ...joinBar(node)];
    case "stepFailed":
      return [cutBox(width, height)];
    case "inputRequired":
    case "humanResponse":
      return [hexagon(width, height)];
    case "stop":
      return [
        box(0, 0, width, height, height / 2, "rim"),
        box(RIM, RIM, width - 2 * RIM, height - 2 * RIM, height / 2 - RIM, "body"),
      ];
    case "person":
      return [shape("circle", { class: "body", cx: width / 2, cy: height / 2, r: width / 2 - 1 })];
    default: {
      if (!node.many) return [box(0, 0, width, height, height / 2, "body")];
      const pill = (x: number, kind: string): Shape => box(x, 0, width - STACK, height, height / 2, kind);
      return [pill(STACK, "behind"), pill(STACK / 2, "behind"), pill(0, "body")];
    }
  }
}

/** The part of a node's box that its front shape fills. */
export function front(node: PictureNode): {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
} {
  const { width, height } = node;
  if (node.role === "stop") return { x: RIM, y: RIM, width: width - 2 * RIM, height: height - 2 * RIM };
  if (node.many) return { x: 0, y: 0, width: width - STACK, height };
  if (node.fanIn !== undefined) return { x: 0, y: BAR, width, height: height - BAR };
  return { x: 0, y: 0, width, height };
}

function shape(tag: Shape["tag"], attributes: Shape["attributes"]): Shape {
  return { tag, attributes };
}

function box(x: number, y: number, width: number, height: number, rx: number, kind: string): Shape {
  return shape("rect", { class: kind, x, y, width, height, rx });
}

function cutBox(w: number, h: number): Shape {
  const d = `M${CUT} 0H${w - CUT}L${w} ${CUT}V${h - CUT}L${w - CUT} ${h}H${CUT}L0 ${h - CUT}V${CUT}Z`;
  return shape("path", { class: "body", d });
}

function hexagon(w: number, h: number): Shape {
  return shape("path", {
    class: "body",
    d: `M${TAPER} 0H${w - TAPER}L${w} ${h / 2}L${w - TAPER} ${h}H${TAPER}L0 ${h / 2}Z`,
  });
}

/** Arrows end at the bar; the step hangs below it. */
const joinTop = (node: PictureNode): number => (node.fanIn === undefined ? 0 : BAR / 2);

function joinBar(node: PictureNode): Shape[] {
  if (node.fanIn === undefined) return [];
  return [shape("rect", { class: "join", x: -5, y: 0, width: node.width + 10, height: BAR, rx: BAR / 2 })];
}

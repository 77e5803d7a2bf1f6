/** The picture as the text of an SVG file: for documents, pull requests and web pages. */
import { headPath, roundedPath } from "./edge-path.ts";
import { FILE_METRICS } from "./fonts.ts";
import { iconPath } from "./icon-paths.ts";
import { iconPlace, isStep, labelPlaces } from "./label-places.ts";
import type { PictureEdge, PictureNode, PictureWorkflow } from "./model.ts";
import { outlines } from "./shapes.ts";
import { svgStyle } from "./svg-style.ts";
import { textWidth } from "./text-metrics.ts";

const MARGIN = 16;
const GAP = 48;

/** Several workflows stand one below the other, each in a frame; those of an open group in it. */
export function toSvg(all: readonly PictureWorkflow[]): string {
  const workflows = all.filter(({ inside }) => inside === undefined);
  const width = Math.max(0, ...workflows.map((workflow) => workflow.width));
  let y = 0;
  const drawn = workflows.map((workflow) => {
    const x = Math.round((width - workflow.width) / 2);
    const group = element(
      "g",
      { transform: `translate(${x} ${y})` },
      ...workflowParts(workflow, all, workflows.length > 1),
    );
    y += workflow.height + GAP;
    return group;
  });
  const height = Math.max(0, y - GAP);
  const box = { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  const viewBox = `${box.x} ${box.y} ${box.width} ${box.height}`;
  const title = escaped(workflows.map(({ name }) => name).join(", "));
  const root = { xmlns: "http://www.w3.org/2000/svg", width: box.width, height: box.height, viewBox, role: "img" };
  const content = [
    element("title", {}, title),
    element("style", {}, `\n${svgStyle()}`),
    element("rect", { class: "canvas", ...box }),
    ...drawn,
  ];
  return `${element("svg", root, ...content.map((part) => `\n${part}`), "\n")}\n`;
}

function workflowParts(workflow: PictureWorkflow, all: readonly PictureWorkflow[], framed: boolean): string[] {
  const { name, detail, docs, width, height, nodes, edges } = workflow;
  const frame = element("rect", { class: "frame", width, height, rx: 10 });
  const parts = [
    ...(docs === undefined ? [] : [element("title", {}, escaped(docs))]),
    escaped(name),
    ...(detail === undefined ? [] : [element("tspan", { class: "detail", dx: 8 }, escaped(detail))]),
    ...(nodes.length > 0 ? [] : [element("tspan", { class: "detail", x: 16, dy: 24 }, "no steps yet")]),
  ];
  const title = element("text", { class: "title", x: 16, y: 26 }, ...parts);
  const inner = all.flatMap((each) => {
    const group = each.inside?.workflow === name ? nodes.find(({ id }) => id === each.inside?.node) : undefined;
    if (group === undefined) return [];
    const x = group.x + (group.width - each.width) / 2;
    return element("g", { transform: `translate(${x} ${group.y})` }, ...workflowParts(each, all, false));
  });
  const own = [...(framed ? [frame] : []), title, ...edges.map(edgeText), ...nodes.map(nodeText)];
  return [...own, ...inner].map((part) => `\n${part}`);
}

function edgeText({ kind, list, points, spoken }: PictureEdge): string {
  const d = roundedPath(points);
  return element(
    "g",
    { class: `edge ${kind}${list ? " list" : ""}` },
    element("title", {}, escaped(spoken)),
    element("path", { class: "line", d }),
    ...(list ? [element("path", { class: "inner", d })] : []),
    element("path", { class: "head", d: headPath(points) }),
  );
}

function nodeText(node: PictureNode): string {
  const { role, name, spoken, docs, detail, lines } = node;
  const at = labelPlaces(node, detail);
  const { d, filled } = iconPath(role);
  const { x, y, size } = iconPlace(node);
  const open = node.group === "open";
  const icon = { class: filled ? "filled" : "stroked", transform: `translate(${x} ${y}) scale(${size / 16})`, d };
  return element(
    "g",
    {
      class: `node ${role}${isStep(node) ? " is-step" : ""}${open ? " group-open" : ""}`,
      transform: `translate(${node.x} ${node.y})`,
    },
    element("title", {}, escaped([`${name}. ${spoken}`, docs ?? ""].filter(Boolean).join("\n"))),
    ...outlines(node).map(({ tag, attributes }) => element(tag, attributes)),
    // The workflow inside has a title of its own.
    ...(open ? [] : [element("path", icon)]),
    ...lines.map((line, index) => label(line, "name", at.x, at.names[index] ?? 0, isStep(node) ? "step" : "event")),
    ...(detail === undefined || open ? [] : [label(detail, "detail", at.x, at.detail, "detail")]),
  );
}

/** Where another font is taken, its text is made as wide as the node was drawn for. */
function label(text: string, kind: string, x: number, y: number, font: keyof typeof FILE_METRICS): string {
  const known = /^[ -~]+$/.test(text);
  const width = known ? { textLength: textWidth(text, FILE_METRICS[font]), lengthAdjust: "spacingAndGlyphs" } : {};
  return element("text", { class: kind, x, y, ...width }, escaped(text));
}

function element(tag: string, attributes: Readonly<Record<string, string | number>>, ...content: string[]): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${attribute(value)}"`);
  return `<${tag}${written.join("")}${content.length > 0 ? `>${content.join("")}</${tag}>` : "/>"}`;
}

function attribute(value: string | number): string {
  return typeof value === "number" ? `${Math.round(value * 100) / 100}` : escaped(value);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** What the shapes, lines and keys mean; drawn with the very shapes of the picture. */

import { headPath, roundedPath } from "../../picture/edge-path.ts";
import type { NodeRole, PictureNode } from "../../picture/model.ts";
import { outlines } from "../../picture/shapes.ts";
import { elementOf, html, svg } from "./dom.ts";
import { icon } from "./icons.ts";

const SHAPES: readonly (readonly [NodeRole, string, { many?: boolean; fanIn?: string }?])[] = [
  ["step", "step"],
  ["step", "step that joins events", { fanIn: "collectEvents" }],
  ["child", "workflow that a step runs"],
  ["catchError", "error handler"],
  ["event", "event"],
  ["event", "event returned in lists", { many: true }],
  ["start", "starts a run"],
  ["stop", "ends a run"],
  ["inputRequired", "question to a person"],
  ["humanResponse", "answer of a person"],
  ["stepFailed", "a step failed"],
  ["streamed", "event for readers of the stream"],
];

const LINES: readonly (readonly [string, string])[] = [
  ["accept", "accepted or returned"],
  ["return list", "returned as a list"],
  ["send", "sent with ctx.sendEvent"],
  ["stream", "written to the stream only"],
  ["fail", "failure that a handler takes"],
  ["wait", "asked of, or awaited from, a person"],
];

const KEYS: readonly (readonly [string, string])[] = [
  ["↑ ↓ ← →", "follow the arrows"],
  ["Enter, click", "open the source"],
  ["F9, Alt+click", "breakpoint on or off"],
  ["P, click on a number", "events with what they carry"],
  ["Space", "open or close a workflow"],
  ["+ − 0", "zoom in, out, fit"],
  ["Ctrl+wheel", "zoom"],
  ["/", "find"],
  ["L", "list"],
];

export function fillLegend(legend: HTMLElement): void {
  const shapes = html("dl", { class: "shapes" });
  for (const [role, text, extra] of SHAPES) {
    const node: PictureNode = {
      ...{ id: "", role, name: "", lines: [], many: false, extends: [], fields: [], spoken: "", opens: false },
      ...{ breakable: false, x: 0, y: 0, width: 46, height: 24 },
      ...extra,
    };
    const picture = svg("svg", { width: 56, height: 30, viewBox: "-5 -4 56 32", "aria-hidden": "true" });
    picture.append(svg("g", { class: `node ${role}` }, ...outlines(node).map(elementOf), icon(role, 17, 6, 12)));
    shapes.append(html("dt", {}, picture), html("dd", {}, text));
  }
  for (const [kind, text] of LINES) {
    const points = [
      { x: 2, y: 10 },
      { x: 50, y: 10 },
    ];
    const d = roundedPath(points);
    const inner = kind.includes("list") ? [svg("path", { class: "inner", d })] : [];
    const picture = svg("svg", { width: 56, height: 20, "aria-hidden": "true" });
    picture.append(
      svg(
        "g",
        { class: `edge ${kind}` },
        svg("path", { class: "line", d }),
        ...inner,
        svg("path", { class: "head", d: headPath(points) }),
      ),
    );
    shapes.append(html("dt", {}, picture), html("dd", {}, text));
  }
  const keys = html("dl", { class: "keys" });
  for (const [key, text] of KEYS) keys.append(html("dt", {}, html("kbd", {}, key)), html("dd", {}, text));
  legend.replaceChildren(shapes, keys);
}

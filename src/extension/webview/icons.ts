/** Icons as elements. */
import { type IconName, iconPath } from "../../picture/icon-paths.ts";
import { svg } from "./dom.ts";

/** The icon as a group for a picture; `x`, `y` its upper left corner, `size` in pixels. */
export function icon(name: IconName, x = 0, y = 0, size = 16): SVGGElement {
  const { d, filled } = iconPath(name);
  const group = svg("g", {
    class: `icon ${filled ? "filled" : "stroked"}`,
    transform: `translate(${x} ${y}) scale(${size / 16})`,
    "aria-hidden": "true",
  });
  group.append(svg("path", { d }));
  return group;
}

/** The icon as an element of its own, for a button. */
export function iconImage(name: IconName): SVGSVGElement {
  return svg("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, icon(name));
}

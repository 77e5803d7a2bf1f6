/** The picture as a file that needs no style sheet. */
import { svg } from "./dom.ts";

const KEPT = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "stroke-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;

const MARGIN = 16;

/** The scene as a file's bytes in base64. */
export async function exportPicture(
  scene: SVGGElement,
  { width, height }: { readonly width: number; readonly height: number },
  format: "svg" | "png",
): Promise<string> {
  const text = asSvg(scene, width, height);
  return format === "svg" ? base64(text) : await asPng(text, width, height);
}

/** SVG text with the colours and fonts that the scene has on the screen. */
function asSvg(scene: SVGGElement, width: number, height: number): string {
  const copy = inlined(scene);
  copy.removeAttribute("transform");
  const box = { x: -MARGIN, y: -MARGIN, width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  const background = getComputedStyle(document.body).backgroundColor;
  const root = svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: box.width,
      height: box.height,
      viewBox: `${box.x} ${box.y} ${box.width} ${box.height}`,
    },
    svg("rect", { ...box, fill: background }),
    copy,
  );
  return new XMLSerializer().serializeToString(root);
}

function inlined(element: SVGGElement): SVGGElement {
  const copy = element.cloneNode(true) as SVGGElement;
  const originals = [element, ...element.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  const hidden: Element[] = [];
  for (const [index, original] of originals.entries()) {
    const target = copies[index];
    if (target === undefined) continue;
    const style = getComputedStyle(original);
    if (style.display === "none" || style.visibility === "hidden" || original.classList.contains("hit")) {
      hidden.push(target);
      continue;
    }
    const transform = original.style.transform.match(/translate\(([-\d.]+)px, ([-\d.]+)px\)/);
    if (transform !== null) target.setAttribute("transform", `translate(${transform[1]} ${transform[2]})`);
    for (const attribute of ["style", "class", "tabindex", "role", "aria-label", "data-key"])
      target.removeAttribute(attribute);
    for (const property of KEPT) {
      const value = style.getPropertyValue(property);
      if (value !== "") target.setAttribute(property, value);
    }
  }
  for (const element of hidden) element.remove();
  return copy;
}

/** The same as PNG bytes in base64, at twice the size. */
async function asPng(text: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${base64(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  // Chromium refuses larger canvases.
  const scale = Math.min(2, 16_000 / Math.max(width, height));
  canvas.width = Math.ceil((width + 2 * MARGIN) * scale);
  canvas.height = Math.ceil((height + 2 * MARGIN) * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
}

/** UTF-8 text in base64. */
function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}

/** What lies where on the page, in pixels, and what is wrong with it. */
import type { Page } from "playwright-core";

/** Looks at the whole picture; each finding names the things. Empty where all is well. */
export async function flaws(page: Page): Promise<string[]> {
  return await page.evaluate(FIND_FLAWS);
}

/** The same of the list: marks that do not stand before the first line of their text. */
export async function listFlaws(page: Page): Promise<string[]> {
  return await page.evaluate(FIND_LIST_FLAWS);
}

/** As text, so that no compiler adds helpers to it. */
const FIND_LIST_FLAWS = `[...document.querySelectorAll(".list [role=treeitem]")].flatMap((item) => {
  const range = document.createRange();
  range.selectNodeContents(item.querySelector(".text"));
  const [line] = range.getClientRects();
  return [...item.querySelectorAll(".dot, img, svg")]
    .filter((mark) => mark.getBoundingClientRect().bottom <= line.top + 1)
    .map(() => "a mark of " + item.dataset.key + " stands above its text");
})`;

/** The same, of the picture. */
const FIND_FLAWS = `(() => {
  const found = [];
  const rect = (element) => element.getBoundingClientRect();
  const apart = (a, b, gap) =>
    a.right + gap <= b.left || b.right + gap <= a.left || a.bottom + gap <= b.top || b.bottom + gap <= a.top;
  const inside = (inner, outer, slack) =>
    inner.left >= outer.left - slack && inner.right <= outer.right + slack &&
    inner.top >= outer.top - slack && inner.bottom <= outer.bottom + slack;
  // An open group lies around the nodes inside it: there only its arrows are looked at.
  const nodes = [...document.querySelectorAll(".scene .node:not(.group-open)")].map((element) => ({
    key: element.dataset.key,
    body: rect(element.querySelector(".shape .body")),
    texts: [...element.querySelectorAll("text")].filter((text) => text.textContent !== "").map(rect),
    icon: rect(element.querySelector(".shape .icon")),
    bar: element.querySelector(".shape .join"),
  }));
  for (const [index, node] of nodes.entries()) {
    for (const other of nodes.slice(index + 1)) {
      if (!apart(node.body, other.body, 2)) found.push(node.key + " overlaps " + other.key);
      const askew = Math.abs(node.body.top + node.body.bottom - other.body.top - other.body.bottom) / 2;
      const ofOne = node.key.split("/")[0] === other.key.split("/")[0] && node.bar === null && other.bar === null;
      if (ofOne && askew > 0.6 && askew < 5) found.push(node.key + " and " + other.key + " stand askew");
    }
    if (node.bar !== null) {
      const above = Math.min(...node.texts.map((text) => text.top)) - rect(node.bar).bottom;
      const below = node.body.bottom - Math.max(...node.texts.map((text) => text.bottom));
      if (above < below / 2) found.push("the label of " + node.key + " sticks to its bar");
    }
    for (const text of node.texts) {
      if (!inside(text, node.body, 0.5)) found.push("the label of " + node.key + " leaves its shape");
      if (!apart(text, node.icon, 0)) found.push("the label of " + node.key + " covers its icon");
    }
    for (let i = 1; i < node.texts.length; i++) {
      if (node.texts[i].top < node.texts[i - 1].bottom - 3.5) found.push("the lines of " + node.key + " overlap");
    }
  }
  const titles = [...document.querySelectorAll(".title")].map((element) => ({ element, box: rect(element) }));
  for (const { element, box } of titles) {
    for (const node of nodes) if (!apart(box, node.body, 0)) found.push("the title " + element.textContent + " covers " + node.key);
    for (const other of titles) {
      if (other.element !== element && !apart(box, other.box, 0)) found.push("titles overlap: " + element.textContent);
    }
  }
  const matrix = document.querySelector(".scene").getScreenCTM();
  for (const edge of document.querySelectorAll(".scene .edge")) {
    const path = edge.querySelector(".line");
    const length = path.getTotalLength();
    if (!(length > 10)) found.push("the arrow " + edge.dataset.key + " has no length");
    const at = (distance) => path.getPointAtLength(distance).matrixTransform(matrix);
    for (let distance = 6; distance < length - 6; distance += 3) {
      const point = at(distance);
      const hit = nodes.find(({ body }) =>
        point.x > body.left + 2 && point.x < body.right - 2 && point.y > body.top + 2 && point.y < body.bottom - 2);
      if (hit) {
        found.push("the arrow " + edge.dataset.key + " crosses " + hit.key);
        break;
      }
    }
  }
  const counts = [...document.querySelectorAll(".count")].filter((element) => element.childElementCount > 0).map((element) => ({
    key: element.dataset.count,
    box: rect(element),
  }));
  for (const [index, count] of counts.entries()) {
    for (const other of counts.slice(index + 1)) {
      if (!apart(count.box, other.box, 0)) found.push("the numbers of " + count.key + " and " + other.key + " overlap");
    }
    for (const node of nodes) {
      if (!apart(count.box, node.body, 0)) found.push("the number of " + count.key + " covers " + node.key);
    }
  }
  return found;
})()`;

/** The fonts of a picture in a file: those that have the widths of Helvetica are on nearly every machine. */
import type { FontMetrics, TextMetrics } from "./model.ts";

export const FONT_FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/** Advance widths of the printable ASCII characters in thousandths of the size, from Adobe's font metrics of Helvetica. */
const REGULAR = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const BOLD = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
];

/** Sizes as in the webview's style sheet. */
export const FILE_METRICS: TextMetrics = {
  step: font(BOLD, 13, 18),
  event: font(REGULAR, 12.5, 17),
  detail: font(REGULAR, 11, 15),
  title: font(BOLD, 14, 20),
};

function font(widths: readonly number[], size: number, lineHeight: number): FontMetrics {
  return { ascii: widths.map((width) => (width * size) / 1000), other: size, lineHeight };
}

/** Measures the picture's fonts as this webview renders them. */
import type { FontMetrics, TextMetrics } from "../../picture/model.ts";

/** Sizes as in style.css, in pixels of the unzoomed picture. */
const FONTS = {
  step: { font: "600 13px", lineHeight: 18 },
  event: { font: "400 12.5px", lineHeight: 17 },
  detail: { font: "400 11px", lineHeight: 15 },
  title: { font: "600 14px", lineHeight: 20 },
} as const;

const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));

export function measureFonts(): TextMetrics {
  const context = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const measure = ({ font, lineHeight }: { font: string; lineHeight: number }): FontMetrics => {
    const size = Number.parseFloat(font.split(" ")[1] ?? "13");
    if (context === null) return { ascii: ASCII.map(() => size * 0.7), other: size, lineHeight };
    context.font = `${font} ${family}`;
    context.textRendering = "geometricPrecision";
    return { ascii: ASCII.map((character) => context.measureText(character).width), other: size, lineHeight };
  };
  return {
    step: measure(FONTS.step),
    event: measure(FONTS.event),
    detail: measure(FONTS.detail),
    title: measure(FONTS.title),
  };
}

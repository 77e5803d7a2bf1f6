import { bestSentences } from "../shared/text.ts";

interface Evaluated {
  readonly place: string;
  readonly text: string;
  readonly quality: number;
  readonly used: boolean;
}

/** The report as Markdown: what each source says, best source first, and which ones were left out. */
export function writeReport(topic: string, sources: readonly Evaluated[]): string {
  if (sources.length === 0) return `Nothing is written about "${topic}".`;
  const ranked = sources.toSorted((a, b) => b.quality - a.quality);
  const used = ranked.filter((source) => source.used);
  const left = ranked.filter((source) => !source.used);
  const parts = used.map(({ place, text, quality }) => {
    const said = bestSentences(topic, text, 3).map((sentence) => `- ${sentence}`);
    return [`## ${place} (quality ${quality.toFixed(2)})`, "", ...said].join("\n");
  });
  if (left.length > 0) parts.push(`Left out: ${left.map(({ place }) => place).join(", ")}.`);
  return [`# ${topic}`, ...parts].join("\n\n");
}

import type { Hit } from "../shared/search.ts";
import { rank, sentences } from "../shared/text.ts";

export interface Answer {
  readonly text: string;
  /** Who wrote it: a model's name, or "quoting" where the sentences are the documentation's own. */
  readonly by: string;
  /** In the order of the numbers in the text. */
  readonly sources: ReadonlyArray<{ readonly page: string; readonly heading: string }>;
}

/** An answer without a model: the sentences that fit the question best, each with the number of its source. */
export function quoteBestSentences(question: string, passages: readonly Hit[], limit = 3): Answer {
  const candidates = passages.flatMap((passage) => sentences(passage.text).map((text) => ({ text, passage })));
  // A heading says what its sentences are about.
  const fits = rank(
    question,
    candidates.map(({ text, passage }) => `${passage.heading} ${text}`),
  );
  const bestScore = passages[0]?.score ?? 1;
  const chosen = candidates
    .map((candidate, index) => ({ ...candidate, fit: (fits[index] ?? 0) * (1 + candidate.passage.score / bestScore) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, limit);
  const sources = [...new Set(chosen.map(({ passage }) => passage))];
  return {
    text: chosen.map(({ text, passage }) => `${text} [${sources.indexOf(passage) + 1}]`).join("\n"),
    by: "quoting",
    sources: sources.map(({ page, heading }) => ({ page, heading })),
  };
}

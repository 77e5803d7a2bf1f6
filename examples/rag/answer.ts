import type { Hit } from "../shared/search.ts";
import { coverage, sentences, terms } from "../shared/text.ts";

export interface Answer {
  readonly text: string;
  /** Who wrote it: a model's name, or "quoting" where the sentences are the documentation's own. */
  readonly by: string;
  /** In the order of the numbers in the text. */
  readonly sources: ReadonlyArray<{ readonly page: string; readonly heading: string }>;
}

/** An answer without a model: the sentences that cover most of the question, each with the number of its source. */
export function quoteBestSentences(question: string, passages: readonly Hit[], limit = 3): Answer {
  const wanted = terms(question);
  const bestScore = passages[0]?.score ?? 1;
  const candidates = passages.flatMap((passage) =>
    sentences(passage.text).map((text) => {
      // A heading says what its sentences are about; a passage that fits well lifts them.
      const fit = coverage(wanted, text) + coverage(wanted, passage.heading) / 2;
      return { text, passage, score: fit * (passage.score / bestScore) };
    }),
  );
  const chosen = candidates
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
  const sources = [...new Set(chosen.map(({ passage }) => passage))];
  return {
    text: chosen.map(({ text, passage }) => `${text} [${sources.indexOf(passage) + 1}]`).join("\n"),
    by: "quoting",
    sources: sources.map(({ page, heading }) => ({ page, heading })),
  };
}

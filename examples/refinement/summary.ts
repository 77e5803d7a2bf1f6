import { coverage, sentences, terms, words } from "../shared/text.ts";

/** A summary may be this long; a longer one loses quality. */
const MOST_WORDS = 90;
const KEY_TERMS = 10;

/** The sentence that has most of the text's key terms. */
export function firstDraft(text: string): string[] {
  return addSentence([], text, keyTerms(text));
}

/** Adds the sentence that mentions most of what is missing, at the place where it stands in the text. */
export function addSentence(draft: readonly string[], text: string, missing: readonly string[]): string[] {
  const all = sentences(text);
  const rest = all.filter((sentence) => !draft.includes(sentence));
  const [best] = rest.toSorted((a, b) => density(missing, b) - density(missing, a));
  return all.filter((sentence) => draft.includes(sentence) || sentence === best);
}

/** Much in few words: of two sentences that cover the same, the shorter is better. */
function density(wanted: readonly string[], sentence: string): number {
  return coverage(wanted, sentence) / Math.sqrt(Math.max(words(sentence).length, 12));
}

/** How good a draft is: the share of the text's key terms it has, less what it is too long. */
export function measure(draft: readonly string[], text: string): { quality: number; missing: string[] } {
  const wanted = keyTerms(text);
  const summary = draft.join(" ");
  const length = words(summary).length;
  const quality = coverage(wanted, summary) * Math.min(1, MOST_WORDS / Math.max(length, 1));
  return { quality, missing: wanted.filter((term) => coverage([term], summary) === 0) };
}

/** What the text says most often. */
function keyTerms(text: string): string[] {
  const counts = new Map<string, number>();
  for (const term of terms(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, KEY_TERMS)
    .map(([term]) => term);
}

/** Words that say nothing about what a text is about. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about all also an and any are as at be been but by can could did do does for from had happen happens has have how i if in into is it its
  many may me more most much must no not of on one only or other our out should so some such than that the their them then there these
  they this to too use used uses was we were what when where which while who whose why will with would you your`.split(
    /\s+/,
  ),
);

export function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The words that carry meaning, in lower case and roughly without endings: "Retries" and "retry" are one term. */
export function terms(text: string): string[] {
  return words(text.toLowerCase())
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map(stem);
}

function stem(word: string): string {
  return word.length < 5
    ? word.replace(/s$/, "")
    : word.replace(/(?:ies|ied|y)$/, "i").replace(/(?:ing|ed|es|s|e)$/, "");
}

export function sentences(text: string): string[] {
  return text.split(/\n|(?<=[.!?]["')]?)\s+(?=[\p{Lu}\d"'(])/u).filter((sentence) => words(sentence).length > 2);
}

/** How many of the wanted terms a text has, from 0 to 1. */
export function coverage(wanted: Iterable<string>, text: string): number {
  const present = new Set(terms(text));
  const list = [...new Set(wanted)];
  return list.length === 0 ? 0 : list.filter((term) => present.has(term)).length / list.length;
}

/** How well each text answers a question, from 0 to 1. A term that few of the texts have counts more than a common one. */
export function rank(question: string, texts: readonly string[]): number[] {
  const found = texts.map((text) => new Set(terms(text)));
  const weights = [...new Set(terms(question))].map((term) => {
    const having = found.filter((present) => present.has(term)).length;
    return { term, weight: having === 0 ? 0 : Math.log(1 + texts.length / having) };
  });
  const total = weights.reduce((sum, { weight }) => sum + weight, 0) || 1;
  return found.map(
    (present) => weights.reduce((sum, { term, weight }) => sum + (present.has(term) ? weight : 0), 0) / total,
  );
}

/** The sentences of a text that answer a question best, in the order of the text. */
export function bestSentences(question: string, text: string, count: number): string[] {
  const all = sentences(text);
  const scores = rank(question, all);
  const best = [...all.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, count);
  return all.filter((_sentence, index) => best.includes(index));
}

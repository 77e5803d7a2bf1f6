import { readPages } from "../shared/pages.ts";
import { openIndex } from "../shared/search.ts";
import { coverage, terms, words } from "../shared/text.ts";

export const categories = ["reference", "example", "project"] as const;
export type Category = (typeof categories)[number];

/** Which kind of page a page is: docs/ explain, the examples show, the rest is about the project as a whole. */
function kindOf(page: string): Category {
  if (page.startsWith("docs/")) return "reference";
  return page.startsWith("examples/") ? "example" : "project";
}

/** The kind of page that has most on a topic. */
export async function categoryOf(topic: string): Promise<Category> {
  const search = await openIndex(await readPages());
  const totals = new Map<Category, number>();
  for (const { page, score } of await search(topic, 10)) {
    totals.set(kindOf(page), (totals.get(kindOf(page)) ?? 0) + score);
  }
  const [best] = [...totals].sort(([, a], [, b]) => b - a);
  return best?.[0] ?? "reference";
}

/** Sections on a topic: those of the category first, and the best of every other one, for another view. */
export async function findSources(topic: string, category: Category): Promise<Array<{ place: string; text: string }>> {
  const search = await openIndex(await readPages());
  const found = await search(topic, 60);
  const own = found.filter(({ page }) => kindOf(page) === category).slice(0, 3);
  const others = categories
    .filter((other) => other !== category)
    .flatMap((other) => found.find(({ page }) => kindOf(page) === other) ?? []);
  return [...own, ...others].map(({ page, heading, text }) => ({
    place: heading ? `${page} § ${heading}` : page,
    text,
  }));
}

/** From 0 to 1: how much of the topic the text mentions, and half as much where it is only a line or two. */
export function qualityOf(text: string, topic: string): number {
  return coverage(terms(topic), text) * (words(text).length < 30 ? 0.5 : 1);
}

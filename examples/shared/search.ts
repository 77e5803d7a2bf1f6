import { create, insertMultiple, search } from "@orama/orama";
import type { Section } from "./pages.ts";
import { STOP_WORDS } from "./text.ts";

/** A section that a search found; the better it fits, the higher its score. */
export interface Hit extends Section {
  readonly score: number;
}

/** Searches in one list of sections; see `openIndex`. */
export type SearchSections = (query: string, limit: number) => Promise<Hit[]>;

/** Puts sections into an Orama index in memory: full-text search (BM25) with English stemming, headings count double. */
export async function openIndex(sections: readonly Section[]): Promise<SearchSections> {
  const index = create({
    schema: { page: "string", heading: "string", text: "string" },
    components: { tokenizer: { language: "english", stemming: true, stopWords: [...STOP_WORDS] } },
  });
  await insertMultiple(index, [...sections]);
  return async (query, limit) => {
    const { hits } = await search(index, {
      term: query,
      properties: ["heading", "text"],
      boost: { heading: 2 },
      limit,
    });
    return hits.map(({ document, score }) => ({ ...document, score }));
  };
}

const FACTUAL = /\b(?:what|which|when|where|who|why|how|does|is|are|can|explain|define|describe)\b/gi;
const CREATIVE = /\b(?:suggest|invent|propose|imagine|brainstorm|name|names|ideas?)\b/gi;

/** Decides by the words of the query; asking for facts is the default. */
export function classify(query: string): { kind: "factual" | "creative"; cues: string[] } {
  const factual = query.match(FACTUAL) ?? [];
  const creative = query.match(CREATIVE) ?? [];
  return creative.length > factual.length
    ? { kind: "creative", cues: [...creative] }
    : { kind: "factual", cues: [...factual] };
}

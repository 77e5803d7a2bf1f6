/** Known names that a mistyped one may have meant, nearest first, at most `limit`. */
export function nearNames(wanted: string, known: Iterable<string>, limit = 3): string[] {
  const target = wanted.toLowerCase();
  return [...new Set(known)]
    .map((name) => ({ name, distance: distance(target, name.toLowerCase()) }))
    .filter(({ name, distance: d }) => d <= Math.max(2, Math.floor(Math.max(name.length, wanted.length) / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** ` Did you mean "a" or "b"?`, or nothing. */
export function didYouMean(wanted: string, known: Iterable<string>): string {
  const names = nearNames(wanted, known).map((name) => `"${name}"`);
  return names.length === 0 ? "" : ` Did you mean ${names.join(" or ")}?`;
}

/** Edit distance (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

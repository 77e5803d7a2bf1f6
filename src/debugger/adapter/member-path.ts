/** The names along a path of members: `state.users[0]["full name"]` is state, users, 0, full name. Undefined for anything else. */
export function memberPath(expression: string): string[] | undefined {
  const text = expression.trim();
  const root = /^[\p{L}\p{N}_$]+/u.exec(text)?.[0];
  if (root === undefined) return undefined;
  const path = [root];
  // .name, [3], ["key"] or ['key'], one after the other.
  const member = /\.([\p{L}\p{N}_$]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\['([^'\\]*)'\]/uy;
  member.lastIndex = root.length;
  while (member.lastIndex < text.length) {
    const match = member.exec(text);
    if (match === null) return undefined;
    const [, name, index, quoted, key] = match;
    path.push(name ?? index ?? (quoted === undefined ? (key ?? "") : String(JSON.parse(quoted))));
  }
  return path;
}

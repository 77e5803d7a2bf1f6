/** What the names in a step's source mean at a stop: its parameters are the event, the paths it reads are the state's. */

/** A piece of a step's text that stands for a value of the debugger's frame. Offsets into the text. */
export interface StepExpression {
  readonly start: number;
  readonly end: number;
  /** Over the frame's names: `event.query`, `state.user.name`, `this.client`. */
  readonly expression: string;
}

interface StepText {
  /** From the method's name on. */
  readonly text: string;
  /** How many parameters are events; undefined where the one parameter is the event, or the list of all. */
  readonly joined: number | undefined;
}

/** `name.a.b` with what follows; a call's last name is the method's, not the value's. */
const MEMBERS = String.raw`((?:\??\.[\p{L}_$][\p{L}\p{N}_$]*)*)(\s*\()?`;
/** `ctx.get<…>("user.name"`, also of the store, and `set`; the path in group 1. */
const STATE = String.raw`\.(?:store\.)?(?:get|set)(?:<[^()]*>)?\(\s*["']([\p{L}\p{N}_$.]+)["']`;

/** All of them, in the order of the text. */
export function stepExpressions({ text, joined }: StepText): StepExpression[] {
  const names = parameterNames(text);
  const events = names.slice(0, joined ?? 1);
  const context = names[joined ?? 1];
  const found = events.flatMap((name, index) =>
    name === undefined ? [] : membersOf(text, name, joined === undefined ? "event" : `events[${index}]`),
  );
  found.push(...membersOf(text, "this", "this").filter(({ expression }) => expression !== "this"));
  if (context !== undefined) found.push(...statePaths(text, context));
  return found.sort((a, b) => a.start - b.start);
}

function membersOf(text: string, name: string, root: string): StepExpression[] {
  const pattern = new RegExp(
    String.raw`(?<![\p{L}\p{N}_$'"]|(?<!\.\.)\.)${escaped(name)}(?![\p{L}\p{N}_$])${MEMBERS}`,
    "gu",
  );
  return [...text.matchAll(pattern)].flatMap((match) => {
    const members = (match[1] ?? "").replaceAll("?.", ".").split(".").slice(1);
    const isKey = /^\s*:(?!:)/.test(text.slice(match.index + match[0].length)) && members.length === 0;
    if (match[2] !== undefined) members.pop();
    // `name: Type` in the signature is the parameter itself; elsewhere it is a key.
    if (isKey && text.slice(0, match.index).includes("{")) return [];
    const length = name.length + spanOf(match[1] ?? "", members.length);
    return [{ start: match.index, end: match.index + length, expression: [root, ...members].join(".") }];
  });
}

/** The length of the first members as they are written. */
function spanOf(written: string, count: number): number {
  return [...written.matchAll(/\??\.[^.?]+/g)].slice(0, count).reduce((sum, [part]) => sum + part.length, 0);
}

function statePaths(text: string, context: string): StepExpression[] {
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}_$.])${escaped(context)}${STATE}`, "gu");
  return [...text.matchAll(pattern)].map((match) => {
    const path = match[1] as string;
    const end = match.index + match[0].length;
    return { start: end - path.length - 2, end, expression: `state${path.split(".").map(member).join("")}` };
  });
}

/** A path's key may be a number: `state.users[0]`. */
function member(key: string): string {
  return /^\d+$/.test(key) ? `[${key}]` : `.${key}`;
}

/** The names of a method's parameters; a pattern has none, and counts. */
function parameterNames(text: string): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = text.indexOf("("); i >= 0 && i < text.length; i++) {
    const c = text[i] as string;
    if (depth === 1 && (c === "," || c === ")"))
      names.push(/^\s*([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(text.slice(begin, i))?.[1]);
    if ("([{<".includes(c)) depth++;
    else if (")]}".includes(c) || (c === ">" && text[i - 1] !== "=")) depth--;
    if (depth === 1 && (c === "(" || c === ",")) begin = i + 1;
    if (depth === 0) break;
  }
  return names;
}

function escaped(name: string): string {
  return name.replaceAll("$", "\\$");
}

import { STOP_WORDS, words } from "../shared/text.ts";

/**
 * Names for a workflow from a description of its work: each "verb noun" pair ("checks totals") becomes a step
 * (`checkTotals`) and the event that follows it (`TotalsChecked`).
 */
export function inventNames(description: string): string {
  const work = /\b(?:that|which|to)\b(.*)/is.exec(description)?.[1] ?? "";
  const pairs = work
    .split(/,|\band\b|\bthen\b/i)
    .map((phrase) => words(phrase.toLowerCase()).filter((word) => !STOP_WORDS.has(word)))
    .filter((phrase) => phrase.length >= 2)
    .map(([verb = "", ...object]) => ({ verb: baseForm(verb), object: object.map(capital).join("") }));
  const [first] = pairs;
  if (!first)
    return 'Say what the workflow does in pairs of verb and noun, e.g. "names for a workflow that checks invoices".';
  const lines = pairs.map(
    ({ verb, object }) => `  step ${verb}${object} returns event ${object}${capital(pastForm(verb))}`,
  );
  return [`class ${first.object}Flow`, ...lines].join("\n");
}

function baseForm(verb: string): string {
  if (verb.endsWith("ies")) return `${verb.slice(0, -3)}y`;
  if (/(?:ch|sh|ss|x|zz)es$/.test(verb)) return verb.slice(0, -2);
  return verb.replace(/(?<!s)s$/, "");
}

const IRREGULAR: Readonly<Record<string, string>> = {
  send: "sent",
  find: "found",
  write: "written",
  read: "read",
  build: "built",
  make: "made",
  get: "got",
  pay: "paid",
};

function pastForm(verb: string): string {
  const irregular = IRREGULAR[verb];
  if (irregular) return irregular;
  if (verb.endsWith("e")) return `${verb}d`;
  return verb.endsWith("y") ? `${verb.slice(0, -1)}ied` : `${verb}ed`;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

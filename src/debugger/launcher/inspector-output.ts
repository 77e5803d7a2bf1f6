/**
 * Takes the inspector's own lines out of a program's stderr: with `--inspect-publish-uid=stderr` Node announces there
 * where its inspector listens, which the editor wants and the user does not.
 */
const LISTENING = /^Debugger (?:listening|ending) on (ws:\/\/\S+)\s*$/;
const NOISE = [
  LISTENING,
  // The page has moved with the versions of Node: …/docs/inspector, …/learn/getting-started/debugging.
  /^For help, see: https:\/\/nodejs\.org\/\S*(?:inspector|debugging)\S*\s*$/,
  /^Debugger attached\.\s*$/,
  /^Waiting for the debugger to (?:disconnect|attach)\.\.\.\s*$/,
];
/** The first letters of the noise: text that cannot become one of those lines is passed on without waiting for its end. */
const BEGINNINGS = ["Debugger ", "For help, see: ", "Waiting for the debugger"];

export class InspectorOutput {
  #rest = "";
  readonly #address: (address: string) => void;

  constructor(address: (address: string) => void) {
    this.#address = address;
  }

  /** The part of stderr that is the program's. */
  filter(chunk: string): string {
    const text = this.#rest + chunk;
    const lines = text.split(/(?<=\n)/);
    this.#rest = "";
    const last = lines.at(-1);
    if (last !== undefined && !last.endsWith("\n") && mayBecomeNoise(last)) this.#rest = lines.pop() ?? "";
    return lines.filter((line) => !this.#isNoise(line)).join("");
  }

  /** What was kept back, at the end of the stream. */
  flush(): string {
    const rest = this.#rest;
    this.#rest = "";
    return this.#isNoise(rest) ? "" : rest;
  }

  #isNoise(line: string): boolean {
    const address = LISTENING.exec(line)?.[1];
    if (address !== undefined && line.startsWith("Debugger listening")) this.#address(address);
    return NOISE.some((noise) => noise.test(line));
  }
}

function mayBecomeNoise(line: string): boolean {
  return BEGINNINGS.some((beginning) => line.startsWith(beginning) || beginning.startsWith(line));
}

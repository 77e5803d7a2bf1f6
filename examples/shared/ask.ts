import type { Event, EventClass, InspectedRun, Inspector, Prompt } from "stepwright";
import { TerminalLines } from "./terminal-lines.ts";

/**
 * Asks the questions of a workflow's runs in the terminal: `new ReviewFlow({ inspectors: [askInTerminal()] })`.
 *
 * It is an inspector because that also hears of answers from elsewhere. Under the debugger the question appears in the
 * editor as well: whoever answers first counts, and the terminal stops asking. Questions that are open at the same
 * time are asked one after the other.
 */
export function askInTerminal(): Inspector {
  const lines = new TerminalLines();
  /** Open questions, each with the run that asks. */
  const open = new Map<Prompt, InspectedRun>();
  const runs = new Set<string>();
  let asking: Prompt | undefined;
  let turn = Promise.resolve();
  let inputEnded = false;

  /** Asks until an answer fits, somebody else has answered, or the input ends. */
  async function ask(prompt: Prompt, run: InspectedRun): Promise<void> {
    const answer = run.eventClass(prompt.answer);
    if (answer === undefined) throw new Error(`${run.workflowName} has no event ${prompt.answer}`);
    asking = prompt;
    while (open.has(prompt)) {
      const fields = await readFields(prompt.event, answer, lines);
      if (!open.has(prompt)) return;
      if (fields === undefined) return cancelWhenNobodyIsLeft();
      try {
        run.sendEvent(new answer(fields), { prompt: prompt.id });
      } catch (error) {
        // An answer that does not fit: the message names the field, and the question is asked again.
        console.log(error instanceof Error ? error.message : error);
      }
    }
  }

  /**
   * The input has ended, like that of a pipe. A debugger keeps the process alive and may still answer; where there is
   * none, Node is about to leave, and the runs end with a message instead.
   */
  function cancelWhenNobodyIsLeft(): void {
    if (inputEnded) return;
    inputEnded = true;
    process.once("beforeExit", () => {
      for (const [{ step, event }, run] of open) {
        run.cancel(
          `step ${step} asks "${questionText(event)}", and the input has ended. Run it in a terminal, or pipe the answer in`,
        );
      }
    });
  }

  return {
    runStarted: (run) => void runs.add(run.id),
    promptOpened(run, prompt) {
      open.set(prompt, run);
      turn = turn.then(() => ask(prompt, run));
    },
    promptClosed(_run, prompt) {
      open.delete(prompt);
      if (asking === prompt) lines.giveUp();
    },
    runEnded(run) {
      runs.delete(run.id);
      if (runs.size === 0) lines.close();
    },
  };
}

function questionText(event: Event): string {
  return "prefix" in event ? String(event.prefix) : JSON.stringify(event);
}

/** A plain answer is one line, a typed one a line for each field. Undefined where the input has ended. */
async function readFields(
  question: Event,
  answer: EventClass,
  lines: TerminalLines,
): Promise<Record<string, unknown> | undefined> {
  const fields: Record<string, unknown> = {};
  let label = `${questionText(question)}\n`;
  for (const name of answer.schema ? Object.keys(answer.schema.shape) : ["response"]) {
    const type = answer.schema?.shape[name];
    const line = await lines.next(`${label}${type ? `${type.description ?? name}: ` : "> "}`);
    if (line === undefined) return undefined;
    const readings = line === "" ? [undefined, line] : [line, YES_OR_NO.get(line.trim().toLowerCase()), Number(line)];
    fields[name] = type ? (readings.find((reading) => type.safeParse(reading).success) ?? line) : line;
    label = "";
  }
  return fields;
}

const YES_OR_NO = new Map([
  ["yes", true],
  ["y", true],
  ["no", false],
  ["n", false],
]);

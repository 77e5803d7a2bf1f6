import { resolve } from "node:path";
import { Recording } from "../debugger/recording/recording.ts";
import { RecordingError } from "../debugger/recording/recording-error.ts";
import { RecordingText } from "../debugger/replay/recording-text.ts";
import { CommandError, EXIT, parseOptions, UsageError } from "./command.ts";

/** `stepwright replay FILE`: what a recording says, a line for each thing that happened. */
export async function replay(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { json: { type: "boolean" } });
  const [file, ...rest] = positionals;
  if (file === undefined) throw new UsageError("Which recording? stepwright replay FILE [--json]");
  if (rest.length > 0) throw new UsageError(`One recording at a time: ${rest.join(" ")} is too much.`);
  const recording = open(resolve(file));
  // Whoever reads may have enough: replay FILE | head.
  let isRead = true;
  process.stdout.once("error", () => {
    isRead = false;
  });
  try {
    await recording.readOn();
    const text = new RecordingText(recording);
    for (let number = 0; isRead && number < recording.length; number++) {
      for (const entry of text.entries(number)) {
        const line = values.json ? JSON.stringify(entry) : text.format(entry);
        if (!process.stdout.write(`${line}\n`)) await drained();
      }
    }
    return EXIT.ok;
  } catch (error) {
    if (error instanceof RecordingError) throw new CommandError(error.message);
    throw error;
  } finally {
    recording.close();
  }
}

function open(path: string): Recording {
  try {
    return new Recording(path);
  } catch (error) {
    throw new CommandError(`The recording ${path} cannot be opened: ${(error as Error).message}`);
  }
}

function drained(): Promise<void> {
  return new Promise((resolve) => {
    process.stdout
      .once("drain", resolve)
      .once("close", resolve)
      .once("error", () => resolve());
  });
}

import { z } from "zod";
import { RECORDING_VERSION } from "./format.ts";
import { RecordingError } from "./recording-error.ts";

const header = z.object({ stepwright: z.string(), version: z.number() });

/** Checks a file's first line. @throws RecordingError that says what the file is instead, and the way out. */
export function checkHeader(path: string, text: string): void {
  const parsed = header.safeParse(parse(text));
  if (!parsed.success) {
    throw new RecordingError(`${path} is not a recording: its first line does not say {"stepwright":"recording", …}.`);
  }
  const { stepwright, version } = parsed.data;
  if (stepwright === "journal") {
    throw new RecordingError(
      `${path} is a journal: it holds what came into the run, and only the workflow's own code can say what followed from it. ` +
        "Read it with workflow.replay(readJournal(…)), or record the program: node --import stepwright/record.",
    );
  }
  if (stepwright !== "recording") throw new RecordingError(`${path} is a ${stepwright}, not a recording.`);
  if (version !== RECORDING_VERSION) {
    throw new RecordingError(
      `${path} is a recording of version ${version}; this Stepwright reads version ${RECORDING_VERSION}. Open it with the Stepwright that goes with the program that wrote it.`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { format } from "node:util";
import type { LogLine } from "../../runtime/inspector.ts";
import { logMarker } from "../protocol/log-marker.ts";
import { CallSite } from "./call-site.ts";
import type { RunRecord } from "./runs.ts";

/**
 * Marks the lines of `ctx.log` on standard output, so that the adapter can tell whose they are. They stay on that stream,
 * for only there is their order among the program's other output kept.
 */
export class LogLines {
  /** Undefined where nobody reads the stream that knows the marks. */
  mark: string | undefined;

  /** The runtime prints the line next. */
  logged(record: RunRecord, { step, dispatchId, values }: LogLine): void {
    if (this.mark === undefined) return;
    const { place } = new CallSite();
    process.stdout.write(
      logMarker(this.mark, {
        thread: record.thread,
        workflow: record.run.workflowName,
        step,
        dispatchId,
        lines: format(...values).split("\n").length,
        ...(place === undefined ? {} : { place }),
      }),
    );
  }
}

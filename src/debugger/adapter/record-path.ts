/** Where a session is recorded. */
import { join } from "node:path";
import type { ProbeRequests } from "../protocol/probe.ts";
import { createTemporaryFolder, removeTemporaryFolder } from "../protocol/temporary-folder.ts";
import { RECORDING_EXTENSION } from "../recording/format.ts";
import type { SessionConfiguration } from "./session-configuration.ts";

type Record = NonNullable<ProbeRequests["configure"]["arguments"]["record"]>;

/** Bound of a recording that nobody asked to keep, in bytes. */
const TEMPORARY_BYTES = 512 << 20;

/** The files of one start, one for each process: the one that is asked for, else temporary ones that go with the session. */
export class RecordPath {
  readonly #configuration: SessionConfiguration;
  #folder: string | undefined;

  constructor(configuration: SessionConfiguration) {
    this.#configuration = configuration;
  }

  /** @param sources the program's source files: a replay finds its steps there */
  of(process: number, sources: readonly string[]): Record | undefined {
    const { record, noDebug } = this.#configuration;
    if (record === false || (record === undefined && noDebug)) return undefined;
    const suffix = process === 0 ? RECORDING_EXTENSION : `.process-${process}${RECORDING_EXTENSION}`;
    if (record !== undefined) {
      const path = process === 0 ? record : `${record.replace(/(\.stepwright)?\.jsonl$/, "")}${suffix}`;
      return { path, temporary: false, sources: [...sources] };
    }
    this.#folder ??= createTemporaryFolder("recording");
    const path = join(this.#folder, `session${suffix}`);
    return { path, temporary: true, maxBytes: TEMPORARY_BYTES, sources: [...sources] };
  }

  /** Deletes what was temporary. */
  dispose(): void {
    if (this.#folder !== undefined) removeTemporaryFolder(this.#folder);
    this.#folder = undefined;
  }
}

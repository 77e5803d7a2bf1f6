/** Where a session is recorded. */
import { join } from "node:path";
import { env as environment } from "node:process";
import type { ProbeRequests } from "../protocol/probe.ts";
import { createTemporaryFolder, removeTemporaryFolder } from "../protocol/temporary-folder.ts";
import { boundOf } from "../recording/bound.ts";
import { RECORDING_EXTENSION } from "../recording/format.ts";
import type { LaunchConfiguration } from "./launch-configuration.ts";
import type { SessionConfiguration } from "./session-configuration.ts";

/** The environment is that of a program which the session starts. */
type Configuration = SessionConfiguration & Partial<Pick<LaunchConfiguration, "env">>;
type Record = NonNullable<ProbeRequests["configure"]["arguments"]["record"]>;

/** Bound of a recording that nobody asked to keep, in bytes. */
const TEMPORARY_BYTES = 512 << 20;

/** The files of one start, one for each process: the one that is asked for, else temporary ones that go with the session. */
export class RecordPath {
  readonly #configuration: Configuration;
  #folder: string | undefined;
  /** Processes beside the main one, so far: a number of the session is given again when its process has ended. */
  #children = 0;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /**
   * The file of a process that begins: another one each time.
   * @param sources the program's source files: a replay finds its steps there
   */
  begin(process: number, sources: readonly string[]): Record | undefined {
    const { record, noDebug, env } = this.#configuration;
    const maxBytes = boundOf({ ...environment, ...env });
    if (record === false || (record === undefined && noDebug)) return undefined;
    const suffix = process === 0 ? RECORDING_EXTENSION : `.process-${++this.#children}${RECORDING_EXTENSION}`;
    if (record !== undefined) {
      const path = process === 0 ? record : `${record.replace(/(\.stepwright)?\.jsonl$/, "")}${suffix}`;
      return { path, temporary: false, ...(maxBytes !== undefined && { maxBytes }), sources: [...sources] };
    }
    this.#folder ??= createTemporaryFolder("recording");
    const path = join(this.#folder, `session${suffix}`);
    return { path, temporary: true, maxBytes: maxBytes ?? TEMPORARY_BYTES, sources: [...sources] };
  }

  /** Deletes what was temporary. */
  dispose(): void {
    if (this.#folder !== undefined) removeTemporaryFolder(this.#folder);
    this.#folder = undefined;
  }
}

import { stat } from "node:fs/promises";
import type { SourceTarget } from "../../analysis/locate.ts";

interface Reading {
  /** What tells one state of the file from another. */
  readonly stamp: string | undefined;
  readonly targets: readonly SourceTarget[];
}

/** What files hold now, as they were read last. */
export class PresentTargets {
  readonly #read: (file: string) => Promise<SourceTarget[]>;
  readonly #files = new Map<string, Reading>();

  constructor(read: (file: string) => Promise<SourceTarget[]>) {
    this.#read = read;
  }

  async read(file: string): Promise<SourceTarget[]> {
    const stamp = await stampOf(file);
    const targets = await this.#read(file);
    this.#files.set(file, { stamp, targets });
    return targets;
  }

  /** Reads those again that were edited since. One that is gone, or cannot be read, stays as it was. */
  async refresh(files: Iterable<string>): Promise<void> {
    const readings = [...files].map(async (file) => {
      const stamp = await stampOf(file);
      if (stamp !== undefined && stamp !== this.#files.get(file)?.stamp) await this.read(file);
    });
    await Promise.allSettled(readings);
  }

  /** The same event or step as it stands now; the one given where it is no longer there. */
  now(target: SourceTarget): SourceTarget {
    return this.#files.get(target.range.file)?.targets.find((other) => isSame(other, target)) ?? target;
  }
}

function isSame(one: SourceTarget, other: SourceTarget): boolean {
  if (one.kind === "step") return other.kind === "step" && one.workflow === other.workflow && one.step === other.step;
  return other.kind === "event" && one.className === other.className;
}

async function stampOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeNs, size } = await stat(file, { bigint: true });
    return `${mtimeNs} ${size}`;
  } catch {
    return undefined;
  }
}

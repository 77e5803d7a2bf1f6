import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own for files that a test writes and changes. */
export class Sandbox {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "stepwright-analysis-")));
  private writes = 0;

  /** @returns the absolute path. */
  write(name: string, text: string): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    // File systems with coarse times would hide a change of the same length within one tick.
    writeFileSync(path, `${text}${" ".repeat(++this.writes % 7)}`);
    return path;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  delete(name = "."): void {
    rmSync(this.path(name), { recursive: true, force: true });
  }
}

/** A small workflow whose second event has that name. */
export function smallFlow(event = "Middle", name = "SmallFlow"): string {
  return `import { Event, StartEvent, StopEvent, step, Workflow } from "stepwright";

class ${event} extends Event.with("${event}") {}

export class ${name} extends Workflow<object, string> {
  @step(StartEvent)
  begin() {
    return new ${event}();
  }

  @step(${event})
  end() {
    return new StopEvent({ result: "" });
  }
}
`;
}

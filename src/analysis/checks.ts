import { basename } from "node:path";
import { ts } from "ts-morph";
import { type Cancellation, Cancelled } from "./cancellation.ts";
import { diagnose } from "./diagnostics/diagnose.ts";
import { type Diagnostic, diagnostic } from "./diagnostics/diagnostic.ts";
import { compilerPath, systemPath } from "./paths.ts";
import type { Project } from "./project.ts";
import type { Projects } from "./projects.ts";
import { rangeBetween } from "./ranges.ts";
import { type SourceFiles, syntaxErrors, withParents } from "./source-files.ts";
import type { GraphNote } from "./workflow-graph.ts";

/** So many files are checked with one program of the compiler. */
const AT_ONCE = 200;

export interface ChecksOptions {
  /** Leaves those files out, too, that declare no workflow. */
  readonly declaring?: boolean;
  /** Texts of editors that are not saved, by path: of these files, and of what they import. All others count as on disk. */
  readonly unsaved?: ReadonlyMap<string, string>;
}

/** Checks the workflows of files: of one, and of many with one program of the compiler for all of them. */
export class Checks {
  constructor(
    private readonly files: SourceFiles,
    private readonly projects: Projects,
    private readonly cancellation: Cancellation,
    /** Makes room for so many more files. */
    private readonly makeRoom: (more: number) => void,
  ) {}

  /** Of a file that is there. */
  one(file: string, project: Project): Diagnostic[] {
    return this.guarded(file, () => this.diagnose(file, project)) ?? [];
  }

  /** Files that are gone are left out. */
  many(paths: readonly string[], { declaring, unsaved }: ChecksOptions): Map<string, Diagnostic[]> {
    const done = new Map<string, Diagnostic[]>();
    this.files.setAllUnsaved(unsaved);
    this.projects.beginPass();
    this.files.refresh();
    const present = paths.filter((path) => this.files.exists(compilerPath(path)));
    for (let next = 0; next < present.length; next += AT_ONCE) {
      const some = present.slice(next, next + AT_ONCE);
      this.makeRoom(some.filter((path) => !this.files.isParsed(compilerPath(path))).length);
      for (const path of some) this.projects.of(compilerPath(path)).addRoot(compilerPath(path));
      for (const path of some) {
        this.cancellation.check();
        const file = compilerPath(path);
        const found = this.guarded(file, () => {
          const project = this.projects.of(file);
          return declaring && !this.declares(file, project) ? undefined : this.diagnose(file, project);
        });
        if (found) done.set(path, found);
      }
    }
    return done;
  }

  private declares(file: string, project: Project): boolean {
    const source = this.files.get(file);
    return source !== undefined && project.byTypes(file).workflows.in(withParents(source)).length > 0;
  }

  /** Undefined for a file that has gone. */
  private diagnose(file: string, project: Project): Diagnostic[] | undefined {
    const source = this.files.get(file);
    if (!source) return undefined;
    const broken = syntaxErrors(source).map(noteOf);
    if (broken.length === 0) return diagnose(withParents(source), project.byTypes(source.fileName));
    return broken.flatMap(({ message, range }) => (range ? [diagnostic("syntax-error", range, message)] : []));
  }

  /** What stands in the way of one file's check must not cost the answers about the others. */
  private guarded(file: string, check: () => Diagnostic[] | undefined): Diagnostic[] | undefined {
    try {
      return check();
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      const range = { file: systemPath(file), startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
      return [diagnostic("not-checked", range, defect(file, error))];
    }
  }
}

/** What a person is told where the analysis itself breaks. */
export function defect(file: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return `${basename(file)} could not be analysed: ${reason}. This is a defect of Stepwright, not of your file.`;
}

/** An error of the parser. */
export function noteOf(error: ts.DiagnosticWithLocation): GraphNote {
  const message = ts.flattenDiagnosticMessageText(error.messageText, "\n");
  const range = rangeBetween(error.file, error.start, error.start + error.length);
  return {
    severity: "error",
    code: "syntax-error",
    message: `Syntax error in line ${range.startLine}: ${message}`,
    range,
  };
}

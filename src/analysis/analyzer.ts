import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ts } from "ts-morph";
import { Cancellation, Cancelled } from "./cancellation.ts";
import { Checks, type ChecksOptions, defect, noteOf } from "./checks.ts";
import { exportOf } from "./classes.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { eventAt, type NamedEvent } from "./event-at.ts";
import { findWorkflowFiles } from "./find-files.ts";
import { buildGraph } from "./graph.ts";
import { MAX_LAST_GOOD } from "./last-good.ts";
import { allTargets, type SourceTarget, targetAt, targetsIn } from "./locate.ts";
import { hasModifier } from "./meanings.ts";
import { compilerPath, systemPath } from "./paths.ts";
import type { Project } from "./project.ts";
import { Projects } from "./projects.ts";
import { nameRangeOf, rangeOf } from "./ranges.ts";
import { Recent } from "./recent.ts";
import { SourceFiles, syntaxErrors, withParents } from "./source-files.ts";
import type { Sources } from "./sources.ts";
import { type SourceRange, WORKFLOW_GRAPH_VERSION, type WorkflowGraph } from "./workflow-graph.ts";
import type { WorkflowClass } from "./workflows.ts";

/** More files of a project than this are not kept parsed. */
const MAX_PARSED = 300;
/** But what so many files that are asked about one by one import is kept: nobody works in more of them at a time. */
const MAX_ASKED = 50;

export interface GraphOptions {
  /**
   * The text of an editor that is not saved. It also counts where other files import this one, until the file is asked
   * about without a text: then the disk counts again.
   */
  readonly text?: string;
  /** False: from the syntax alone, quicker; return types that only the compiler can infer are left out. Default true. */
  readonly types?: boolean;
}

/** A workflow class of a folder, for a list to choose from. */
export interface WorkflowSummary {
  readonly name: string;
  readonly file: string;
  readonly exported: "named" | "default" | "none";
  /** The name it is exported under, where that is another. */
  readonly exportName?: string;
  readonly abstract: boolean;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

/** A file was asked for that is not there. */
export class MissingFileError extends Error {
  override readonly name = "MissingFileError";

  constructor(readonly file: string) {
    super(`There is no file ${file}. Give the path of a TypeScript or JavaScript file that declares a workflow.`);
  }
}

/**
 * Reads workflows from source text. Made once and kept: parsed files, resolved imports and the type checker's program
 * stay alive between calls, and a call reads again only what has changed.
 */
export class Analyzer {
  /** Breaks off what takes long. */
  readonly cancellation = new Cancellation();
  private readonly files = new SourceFiles();
  private readonly projects = new Projects(this.files, this.cancellation);
  private readonly checks = new Checks(this.files, this.projects, this.cancellation, (more) => this.makeRoom(more));
  private built = new WeakMap<Sources, Map<string, WorkflowGraph>>();
  private readonly lastGood = new Recent<string, WorkflowGraph>(MAX_LAST_GOOD);
  /** What was asked about one by one since memory was last given back. */
  private readonly asked = new Set<string>();

  /** Grows with what was parsed and bound: work that was broken off does not begin at nothing again. */
  get progress(): number {
    return this.files.progress;
  }

  /**
   * The graph of the workflows a file declares. A file that does not parse keeps its last good graph, with an error note
   * that says where it breaks; without an earlier one, what can be recovered is drawn.
   * @throws MissingFileError
   */
  graphOf(path: string, options: GraphOptions = {}): WorkflowGraph {
    const file = compilerPath(path);
    return this.graphIn(this.open(file, options.text), file, options.types ?? true);
  }

  /** The graphs of many files, from the syntax alone. Files that are gone are left out. */
  graphsOf(paths: readonly string[], { unsaved }: Pick<ChecksOptions, "unsaved"> = {}): Map<string, WorkflowGraph> {
    const done = new Map<string, WorkflowGraph>();
    this.files.setAllUnsaved(unsaved);
    this.projects.beginPass();
    this.files.refresh();
    for (const path of paths) {
      this.cancellation.check();
      this.makeRoom();
      const file = compilerPath(path);
      if (this.files.get(file)) done.set(path, this.graphIn(this.projects.of(file), file, false));
    }
    return done;
  }

  private graphIn(project: Project, file: string, types: boolean): WorkflowGraph {
    const source = this.sourceOf(file);
    const broken = syntaxErrors(source).map(noteOf);
    const lastGood = broken.length > 0 ? this.lastGood.get(file) : undefined;
    if (lastGood) return { ...lastGood, notes: [...broken.slice(0, 3), ...lastGood.notes] };
    const graph = this.build(source, project, types);
    const isGood = broken.length === 0 && !graph.notes.some((note) => note.severity === "error");
    if (isGood) this.lastGood.set(file, graph);
    return broken.length === 0 ? graph : { ...graph, notes: [...broken.slice(0, 3), ...graph.notes] };
  }

  /**
   * What will not work in the workflows of a file, in source order. Of a file that does not parse only the syntax errors.
   * @throws MissingFileError
   */
  diagnose(path: string, options: Pick<GraphOptions, "text"> = {}): Diagnostic[] {
    const file = compilerPath(path);
    const project = this.open(file, options.text);
    this.sourceOf(file);
    return this.checks.one(file, project);
  }

  /** As `diagnose` for many files, with one program of the compiler for all of them. Files that are gone are left out. */
  diagnoseAll(paths: readonly string[], options: ChecksOptions = {}): Map<string, Diagnostic[]> {
    return this.checks.many(paths, options);
  }

  /** All workflow classes under a folder, found by text first. Skips node_modules, dist and what .gitignore names. */
  async findWorkflows(root: string): Promise<WorkflowSummary[]> {
    return this.workflowsIn(await findWorkflowFiles(resolve(root), { onStep: this.cancellation.check }));
  }

  /** All workflow classes of these files. */
  workflowsIn(paths: readonly string[]): WorkflowSummary[] {
    this.projects.beginPass();
    return paths.map(compilerPath).flatMap((file) => {
      this.cancellation.check();
      this.makeRoom();
      const source = this.files.get(file);
      if (!source) return [];
      return this.projects
        .of(file)
        .bySyntax()
        .workflows.in(withParents(source))
        .map((workflow) => summaryOf(workflow));
    });
  }

  /** What an event breakpoint on that line (from 1) means: an event class, or the head of a step. */
  locate(path: string, line: number, options: Pick<GraphOptions, "text"> = {}): SourceTarget | undefined {
    const file = compilerPath(path);
    const project = this.open(file, options.text);
    return targetAt(targetsIn(this.sourceOf(file), project.bySyntax()), line);
  }

  /** The event class that the name at a line and column (from 1) stands for. */
  eventAt(
    path: string,
    line: number,
    column: number,
    options: Pick<GraphOptions, "text"> = {},
  ): NamedEvent | undefined {
    const file = compilerPath(path);
    const project = this.open(file, options.text);
    return eventAt(this.sourceOf(file), line, column, project.bySyntax());
  }

  /** Every event class and step that a file declares. */
  targets(path: string, options: Pick<GraphOptions, "text"> = {}): SourceTarget[] {
    const file = compilerPath(path);
    const project = this.open(file, options.text);
    return targetsIn(this.sourceOf(file), project.bySyntax());
  }

  /**
   * The places of an event or a step under a folder, by name: `Retrieved`, `synthesize` or `RagFlow.synthesize`.
   * A name that several classes carry gives several places.
   */
  async locateName(root: string, name: string): Promise<SourceTarget[]> {
    const all = await this.targetsUnder(root);
    return all.filter((target) => {
      if (target.kind === "event") return target.name === name || target.className === name;
      return target.step === name || `${target.workflow}.${target.step}` === name;
    });
  }

  /** Every event class and step under a folder, or of one file. */
  async targetsUnder(root: string): Promise<SourceTarget[]> {
    const path = resolve(root);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return this.targets(path);
    const candidates = (await findWorkflowFiles(path, { events: true, onStep: this.cancellation.check })).map(
      compilerPath,
    );
    this.projects.beginPass();
    return allTargets(candidates, (file) => {
      this.cancellation.check();
      this.makeRoom();
      const source = this.files.get(file);
      return source && targetsIn(withParents(source), this.projects.of(file).bySyntax());
    });
  }

  /** Gives back the memory that parsed files and the type checker hold; the next call reads again what it needs. */
  release(): void {
    this.projects.release();
    this.files.forgetOwn();
    this.built = new WeakMap();
    this.asked.clear();
  }

  /**
   * A project of thousands of files is gone through in parts: nobody looks at all of them at the same time.
   * @param more how many files are about to be read.
   */
  private makeRoom(more = 0): void {
    if (this.files.ownCount + more > MAX_PARSED) this.release();
  }

  /** As long as the readers are the same, so is the graph. */
  private build(source: ts.SourceFile, project: Project, types: boolean): WorkflowGraph {
    const sources = types ? project.byTypes(source.fileName) : project.bySyntax();
    const graphs = this.built.get(sources) ?? new Map<string, WorkflowGraph>();
    this.built.set(sources, graphs);
    const graph = graphs.get(source.fileName) ?? this.guarded(source, () => buildGraph(source, sources).graph);
    graphs.set(source.fileName, graph);
    return graph;
  }

  /** The compiler is not made for half-typed text in every corner: a defect there or here must not blank the view. */
  private guarded(source: ts.SourceFile, build: () => WorkflowGraph): WorkflowGraph {
    try {
      return build();
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      const file = systemPath(source.fileName);
      const empty: WorkflowGraph = { version: WORKFLOW_GRAPH_VERSION, file, workflows: [], events: [], notes: [] };
      const known = this.lastGood.get(source.fileName) ?? empty;
      return { ...known, notes: [{ severity: "error", message: defect(file, error) }, ...known.notes] };
    }
  }

  private open(file: string, text: string | undefined): Project {
    if (this.asked.size > MAX_ASKED) this.makeRoom();
    this.asked.add(file);
    this.files.setUnsaved(file, text);
    this.projects.beginPass();
    this.files.refresh();
    return this.projects.of(file);
  }

  private sourceOf(file: string): ts.SourceFile {
    const source = this.files.get(file);
    if (!source) throw new MissingFileError(file);
    return withParents(source);
  }
}

function summaryOf(workflow: WorkflowClass): WorkflowSummary {
  const { node, name } = workflow;
  const exported = exportOf(node);
  return {
    name,
    file: systemPath(node.getSourceFile().fileName),
    exported: exported.kind,
    ...(exported.name !== undefined && exported.name !== name ? { exportName: exported.name } : {}),
    abstract: hasModifier(node, ts.SyntaxKind.AbstractKeyword),
    range: rangeOf(node),
    nameRange: nameRangeOf(node),
  };
}

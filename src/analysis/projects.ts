import { dirname } from "node:path";
import { ts } from "ts-morph";
import type { Cancellation } from "./cancellation.ts";
import { configFor } from "./config-file.ts";
import { Project } from "./project.ts";
import type { SourceFiles } from "./source-files.ts";

/** The projects of the files that were asked about, each with the tsconfig.json that rules it. */
export class Projects {
  /** By that tsconfig.json; "" for files without one. */
  private readonly byConfig = new Map<string, Project>();
  /** By a folder and the tsconfig.json nearest to it. */
  private readonly byKey = new Map<string, Project>();
  /** Found since the last `beginPass`. */
  private readonly byFolder = new Map<string, Project>();

  constructor(
    private readonly files: SourceFiles,
    private readonly cancellation: Cancellation,
  ) {}

  /** From here on the disk is looked at again. */
  beginPass(): void {
    this.files.beginPass();
    this.byFolder.clear();
  }

  of(file: string): Project {
    const folder = dirname(file);
    let project = this.byFolder.get(folder);
    if (!project) {
      const nearest = ts.findConfigFile(folder, (path) => this.files.exists(path), "tsconfig.json");
      const key = `${folder}\n${nearest ?? ""}`;
      const known = this.byKey.get(key);
      project = known?.isCurrent() ? known : this.make(file, nearest);
      this.byKey.set(key, project);
      this.byFolder.set(folder, project);
    }
    return project.upToDate();
  }

  /** Gives back what the projects hold; they read it again when they are asked. */
  release(): void {
    for (const project of this.byConfig.values()) project.release();
  }

  private make(file: string, nearest: string | undefined): Project {
    const config = nearest && configFor(file, nearest);
    const known = this.byConfig.get(config ?? "");
    if (known?.isCurrent()) return known;
    const project = new Project(config, nearest, this.files, dirname(file), this.cancellation);
    this.byConfig.set(config ?? "", project);
    return project;
  }
}

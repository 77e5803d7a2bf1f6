/** A program in a form that Node runs. */
export interface CompiledProgram {
  /** The file to hand to Node. */
  readonly file: string;
  /** How it came about. */
  readonly by: "none" | "esbuild" | "tsx" | "typescript";
  /** Options for Node that this form needs. */
  readonly nodeArguments: readonly string[];
  /** Source files of the user that take part, where known: absolute paths, the program first. */
  readonly sources: readonly string[];
  /** Removes what was written for it. */
  dispose(): void;
}

import type { SourceRange } from "../workflow-graph.ts";

/** Every rule by its code, with how grave a break of it is. `docs/diagnostics.md` explains each. */
export const SEVERITIES = {
  "syntax-error": "error",
  "not-checked": "error",
  "unknown-event": "error",
  "no-steps": "warning",
  "no-start": "error",
  "several-starts": "error",
  "several-stops": "error",
  "no-stop": "error",
  "accepts-stop": "error",
  "never-produced": "warning",
  "never-consumed": "warning",
  unreachable: "warning",
  "no-way-to-stop": "warning",
  "no-answer": "warning",
  "unanswered-wait": "warning",
  "unfilled-collect": "warning",
  "starving-stop": "warning",
  "same-event-name": "error",
  "duplicate-step": "error",
  "unknown-step": "error",
  "several-handlers": "error",
  "missing-decorator": "warning",
  "wrong-parameter": "error",
  "missing-emits": "error",
  "superfluous-emits": "info",
  "event-name": "info",
} as const satisfies Record<string, Severity>;

export type Severity = "error" | "warning" | "info";
export type DiagnosticCode = keyof typeof SEVERITIES;

/** A replacement of text; an empty range inserts. */
export interface TextEdit {
  readonly range: SourceRange;
  readonly text: string;
}

export interface QuickFix {
  /** What it does, for a menu: `Add a step that takes Retrieved`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Something about a workflow that will not work, with the place to look at and, where there is one, the way out. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly message: string;
  readonly range: SourceRange;
  /** The class it is about; undefined for a whole file. */
  readonly workflow?: string;
  readonly fixes: readonly QuickFix[];
}

export function diagnostic(
  code: DiagnosticCode,
  range: SourceRange,
  message: string,
  more: { readonly workflow?: string; readonly fixes?: readonly QuickFix[] } = {},
): Diagnostic {
  const { workflow, fixes = [] } = more;
  return { code, severity: SEVERITIES[code], message, range, ...(workflow ? { workflow } : {}), fixes };
}

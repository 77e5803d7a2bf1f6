import * as vscode from "vscode";

/** A lens and where the class or decorator begins that it stands above. */
export interface Lens {
  readonly at: vscode.Position;
  readonly command: vscode.Command;
}

/**
 * The last lenses of each document, moved along with what they stand above while it is edited. Until the text has been
 * read again, and as long as it does not parse, they are where a reader looks for them.
 */
export class Anchors implements vscode.Disposable {
  readonly #kept = new Map<string, readonly Lens[]>();
  readonly #subscription: vscode.Disposable;

  constructor() {
    this.#subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const key = document.uri.toString();
        const kept = this.#kept.get(key);
        if (kept) this.#kept.set(key, contentChanges.reduce(moved, kept));
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#kept.delete(uri.toString())),
    );
  }

  of(document: vscode.TextDocument): readonly Lens[] {
    return this.#kept.get(document.uri.toString()) ?? [];
  }

  keep(document: vscode.TextDocument, lenses: readonly Lens[]): void {
    this.#kept.set(document.uri.toString(), lenses);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function moved(lenses: readonly Lens[], { range, text }: vscode.TextDocumentContentChangeEvent): readonly Lens[] {
  const lines = text.split("\n").length - 1 - (range.end.line - range.start.line);
  return lenses.flatMap((lens) => {
    if (lens.at.isBefore(range.start)) return [lens];
    // What it stood above is gone.
    if (lens.at.isBefore(range.end)) return [];
    return lines === 0 ? [lens] : [{ ...lens, at: lens.at.translate(lines) }];
  });
}

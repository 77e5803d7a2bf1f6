/** The one way out of a webview. */
import type { FromWebview } from "../graph/messages.ts";

/** What the view remembers while it is hidden and over reloads of the window. */
export interface ViewState {
  /** Zoom and place by file; the centre of the window in the picture's coordinates. */
  readonly views: Readonly<Record<string, { readonly scale: number; readonly x: number; readonly y: number }>>;
  readonly list: boolean;
}

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): ViewState | undefined;
  setState(state: ViewState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export const vscode = acquireVsCodeApi();

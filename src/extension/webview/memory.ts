/** What the view remembers while it is hidden and over reloads of the window. */
import type { View } from "./viewport.ts";
import { type ViewState, vscode } from "./vscode-api.ts";

export class Memory {
  #state: ViewState = vscode.getState() ?? { views: {}, list: false };

  get list(): boolean {
    return this.#state.list;
  }

  set list(list: boolean) {
    this.#remember({ list });
  }

  /** Zoom and place that the person chose for a file. */
  viewOf(file: string): View | undefined {
    return this.#state.views[file];
  }

  keepView(file: string, view: View): void {
    this.#remember({ views: { ...this.#state.views, [file]: view } });
  }

  #remember(state: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...state };
    vscode.setState(this.#state);
  }
}

import * as vscode from "vscode";
import { CdpProxy } from "./cdp-proxy.ts";
import { isLeaf, parentOf } from "./child-session.ts";

/** One CDP connection for each JavaScript leaf, opened as soon as the leaf can give one and closed with it. */
export class LeafProxies implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #proxies = new Map<vscode.DebugSession, Promise<CdpProxy | undefined>>();
  readonly #subscription: vscode.Disposable;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
    this.#subscription = vscode.debug.onDidTerminateDebugSession((session) => this.#close(session));
  }

  /** Undefined where js-debug gives none: Step Into and leaving a step then do without. */
  open(leaf: vscode.DebugSession): Promise<CdpProxy | undefined> {
    let proxy = this.#proxies.get(leaf);
    if (!proxy) {
      proxy = CdpProxy.open(leaf).catch((error: unknown) => {
        this.#log.warn(`No CDP proxy for "${leaf.name}": ${String(error)}`);
        return undefined;
      });
      this.#proxies.set(leaf, proxy);
    }
    return proxy;
  }

  /** That of the first leaf below a Stepwright session; of the one at that inspector, where several processes are debugged. */
  below(parent: vscode.DebugSession, address?: string): Promise<CdpProxy | undefined> {
    const leaves = [...this.#proxies.keys()].filter((session) => isLeaf(session) && parentOf(session) === parent);
    const at = leaves.find((session) => session.parentSession?.configuration["websocketAddress"] === address);
    const leaf = at ?? leaves[0];
    return leaf ? this.open(leaf) : Promise.resolve(undefined);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const leaf of [...this.#proxies.keys()]) this.#close(leaf);
  }

  #close(leaf: vscode.DebugSession): void {
    const proxy = this.#proxies.get(leaf);
    this.#proxies.delete(leaf);
    void proxy?.then((open) => open?.close());
  }
}

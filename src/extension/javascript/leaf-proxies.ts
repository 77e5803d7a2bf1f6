import * as vscode from "vscode";
import { CdpProxy } from "./cdp-proxy.ts";
import { type JavaScriptThread, parentOf, threadOf } from "./leaves.ts";

/** ms for a leaf to be configured: a worker thread's may still be on its way when its first event is looked at. */
const READY_MS = 5000;

/** One CDP connection for each JavaScript leaf, opened as soon as the leaf can give one and closed with it. */
export class LeafProxies implements vscode.Disposable {
  readonly #log: vscode.LogOutputChannel;
  readonly #proxies = new Map<vscode.DebugSession, Promise<CdpProxy | undefined>>();
  readonly #opened = new vscode.EventEmitter<vscode.DebugSession>();
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
      this.#opened.fire(leaf);
    }
    return proxy;
  }

  /** That of the leaf below a Stepwright session which debugs this thread, as soon as it is there; undefined where it does not come. */
  async of(parent: vscode.DebugSession, thread: JavaScriptThread): Promise<CdpProxy | undefined> {
    const isMeant = (leaf: vscode.DebugSession): boolean => {
      const its = parentOf(leaf) === parent ? threadOf(leaf) : undefined;
      return its?.address === thread.address && its.worker === thread.worker;
    };
    const leaf = [...this.#proxies.keys()].find(isMeant) ?? (await this.#next(isMeant));
    return leaf && this.open(leaf);
  }

  async #next(isMeant: (leaf: vscode.DebugSession) => boolean): Promise<vscode.DebugSession | undefined> {
    let listener: vscode.Disposable | undefined;
    let timer: NodeJS.Timeout | undefined;
    const leaf = await new Promise<vscode.DebugSession | undefined>((resolve) => {
      listener = this.#opened.event((opened) => isMeant(opened) && resolve(opened));
      timer = setTimeout(() => resolve(undefined), READY_MS);
    });
    listener?.dispose();
    clearTimeout(timer);
    return leaf;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#opened.dispose();
    for (const leaf of [...this.#proxies.keys()]) this.#close(leaf);
  }

  #close(leaf: vscode.DebugSession): void {
    const proxy = this.#proxies.get(leaf);
    this.#proxies.delete(leaf);
    void proxy?.then((open) => open?.close());
  }
}

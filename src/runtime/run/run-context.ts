import { Store, type StoreBackend } from "../context/store.ts";

/** A run's state as seen from outside: readable while it runs and after it ended, and the start of another run. */
// biome-ignore lint/suspicious/noExplicitAny: loose unless the workflow names its state
export class RunContext<State = any> {
  readonly store: Store<State>;

  constructor(
    readonly runId: string,
    backend: StoreBackend,
  ) {
    this.store = new Store<State>(backend, 0, () => undefined);
  }

  /** The whole state, frozen. */
  get state(): Readonly<State> {
    return this.store.state;
  }

  get get(): Store<State>["get"] {
    return this.store.get.bind(this.store) as Store<State>["get"];
  }

  get set(): Store<State>["set"] {
    return this.store.set.bind(this.store) as Store<State>["set"];
  }
}

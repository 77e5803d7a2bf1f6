/** Gets another resource inside a factory. */
export type Use = <T>(resource: Resource<T>) => Promise<T>;

/** Makes a resource; `use` gets the resources it is made of. */
export type ResourceFactory<T> = (use: Use) => T | Promise<T>;

export interface ResourceOptions {
  /** For messages. Default: the factory's name. */
  readonly name?: string;
  /** Made once for each workflow instance (default), or anew for each `ctx.use`. */
  readonly cache?: boolean;
}

/** Something steps share that is not data: a client, an index, a connection. Made by `resource`. */
export class Resource<T> {
  readonly name: string;
  readonly cached: boolean;

  constructor(
    readonly factory: ResourceFactory<T>,
    options: ResourceOptions = {},
  ) {
    this.name = options.name ?? (factory.name || "(anonymous)");
    this.cached = options.cache ?? true;
  }
}

/**
 * Declares what steps get by `await ctx.use(index)`: `const index = resource(async (use) => openIndex(await use(settings)), { name: "index" })`.
 */
export function resource<T>(factory: ResourceFactory<T>, options?: ResourceOptions): Resource<T> {
  return new Resource(factory, options);
}

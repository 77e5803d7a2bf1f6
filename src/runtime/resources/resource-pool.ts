import { WorkflowRuntimeError } from "../errors.ts";
import type { Resource } from "./resource.ts";

type AnyResource = Resource<unknown>;

/** The resources of one workflow instance. A factory that failed is tried again at the next use. */
export class ResourcePool {
  readonly #made = new Map<AnyResource, Promise<unknown>>();
  /** What each factory at work waits for. */
  readonly #waiting = new Map<AnyResource, Set<AnyResource>>();

  /** @throws WorkflowRuntimeError naming the chain where resources are made of each other. */
  get<T>(resource: Resource<T>): Promise<T> {
    return this.#get(resource, []) as Promise<T>;
  }

  #get(resource: AnyResource, chain: readonly AnyResource[]): Promise<unknown> {
    const circle = this.#circleTo(resource, chain);
    if (circle) {
      const names = circle.map((one) => one.name).join(" → ");
      return Promise.reject(new WorkflowRuntimeError(`Resources are made of each other in a circle: ${names}.`));
    }
    const made = resource.cached ? this.#made.get(resource) : undefined;
    if (made) return made;
    const making = this.#make(resource, [...chain, resource]);
    if (resource.cached) {
      this.#made.set(resource, making);
      making.catch(() => this.#made.delete(resource));
    }
    return making;
  }

  async #make(resource: AnyResource, chain: readonly AnyResource[]): Promise<unknown> {
    const waitsFor = new Set<AnyResource>();
    this.#waiting.set(resource, waitsFor);
    try {
      return await resource.factory(async (other) => {
        waitsFor.add(other as AnyResource);
        try {
          return (await this.#get(other as AnyResource, chain)) as never;
        } finally {
          waitsFor.delete(other as AnyResource);
        }
      });
    } finally {
      this.#waiting.delete(resource);
    }
  }

  /** The way from the resource back to one that is being made in this chain, if there is one: waiting would never end. */
  #circleTo(
    resource: AnyResource,
    chain: readonly AnyResource[],
    seen = new Set<AnyResource>(),
  ): readonly AnyResource[] | undefined {
    const start = chain.indexOf(resource);
    if (start >= 0) return [...chain.slice(start), resource];
    seen.add(resource);
    for (const next of this.#waiting.get(resource) ?? []) {
      if (!seen.has(next) && this.#circleTo(next, chain, seen)) return [...chain, resource, next];
    }
    return undefined;
  }
}

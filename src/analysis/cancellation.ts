/** Work was broken off: nobody wants its answer any more, or something more urgent waits. Nothing it learned is lost. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";

  constructor() {
    super("The analysis was broken off for something newer.");
  }
}

/** Whether the work at hand is still wanted. What takes long asks between files and between questions to the checker. */
export class Cancellation {
  private unwanted: (() => boolean) | undefined;

  /** Whatever is done from here on ends with `Cancelled` soon after `unwanted` is true. */
  always(unwanted: () => boolean): void {
    this.unwanted = unwanted;
  }

  /** Does something that ends with `Cancelled` soon after `unwanted` is true. */
  during<T>(unwanted: (() => boolean) | undefined, work: () => T): T {
    const outer = this.unwanted;
    this.unwanted = unwanted;
    try {
      return work();
    } finally {
      this.unwanted = outer;
    }
  }

  /** @throws Cancelled */
  readonly check = (): void => {
    if (this.unwanted?.()) throw new Cancelled();
  };
}

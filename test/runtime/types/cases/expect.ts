/** True where both are the same type. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where the argument is `true`: `expectType<Same<typeof x, string>>()`. */
export function expectType<_T extends true>(): void {}

/** Size bound of a recording in bytes, where the environment variable `STEPWRIGHT_RECORD_MB` sets one. */
export function boundOf(env: Readonly<Record<string, string | null | undefined>>): number | undefined {
  const megabytes = Number.parseFloat(env["STEPWRIGHT_RECORD_MB"] ?? "");
  return Number.isFinite(megabytes) && megabytes >= 0 ? megabytes * (1 << 20) : undefined;
}

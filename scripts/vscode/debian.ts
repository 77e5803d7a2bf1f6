import { existsSync } from "node:fs";
import { runCommand, succeeds } from "../command.ts";

/** Whether this machine lets us install Debian packages without asking anybody. */
export function canInstallPackages(): boolean {
  return existsSync("/etc/debian_version") && process.getuid?.() === 0;
}

/** Installs the packages that are missing. Call it only where {@link canInstallPackages} says yes. */
export async function installPackages(names: readonly string[]): Promise<void> {
  const missing = names.filter((name) => !succeeds("dpkg", ["-s", name]));
  if (missing.length === 0) return;
  console.log(`installing the Debian packages ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", ["update"], { env });
  await runCommand("apt-get", ["install", "-y", "--no-install-recommends", ...missing], { env });
}

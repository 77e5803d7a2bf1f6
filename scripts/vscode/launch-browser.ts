import { type Browser, chromium } from "playwright-core";
import { ensureBrowser } from "./browser.ts";

/** A headless Chromium that looks nothing up outside this machine. */
export async function launchBrowser(): Promise<Browser> {
  const quiet = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  // Chromium's sandbox does not work as root.
  if (process.getuid?.() === 0) quiet.push("--no-sandbox");
  return chromium.launch({ executablePath: await ensureBrowser(), headless: true, args: quiet });
}

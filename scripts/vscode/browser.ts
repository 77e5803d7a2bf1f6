import { findProgram, isExecutable } from "../command.ts";
import { canInstallPackages, installPackages } from "./debian.ts";

const places = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

function installedBrowser(): string | undefined {
  const named = process.env["STEPWRIGHT_BROWSER"];
  if (named) {
    if (!isExecutable(named)) throw new Error(`STEPWRIGHT_BROWSER names ${named}, which is not a program`);
    return named;
  }
  return (
    findProgram("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge") ??
    places.find(isExecutable)
  );
}

/** The path of a Chromium-based browser; installs Debian's `chromium` where that needs nobody's permission. */
export async function ensureBrowser(): Promise<string> {
  const found = installedBrowser();
  if (found) return found;
  if (canInstallPackages()) {
    await installPackages(["chromium"]);
    const installed = installedBrowser();
    if (installed) return installed;
  }
  throw new Error(
    "no Chromium-based browser was found: install Chrome or Chromium, or name one in the environment variable STEPWRIGHT_BROWSER",
  );
}

import * as vscode from "vscode";
import type { Services } from "../../../src/extension/services.ts";

/** The extension under test, activated, with what it shares. */
export async function activated(): Promise<Services> {
  const extension = vscode.extensions.getExtension<Services>("stepwright.stepwright");
  if (!extension) throw new Error("the extension stepwright.stepwright is not installed");
  return extension.activate();
}

import { findProgram, isExecutable, runCommand } from "../command.ts";
import { root } from "../paths.ts";
import { examples } from "./serve.ts";

const places = [
  "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code",
  "/Applications/VSCodium.app/Contents/Resources/app/bin/codium",
];

/** The command that opens the desktop VS Code, if one is installed. */
export function findDesktop(): string | undefined {
  return findProgram("code", "code-insiders", "codium") ?? places.find(isExecutable);
}

/** Opens a window with the extension loaded; false if that program cannot, for example because it needs a screen. */
export async function openDesktop(program: string): Promise<boolean> {
  try {
    await runCommand(program, [`--extensionDevelopmentPath=${root}`, "--new-window", examples]);
    console.log(`opened a window of ${program} on ${examples}: open a workflow there and press F5`);
    return true;
  } catch (error) {
    console.log(`${program} could not open a window, so VS Code in the browser it is`);
    console.log(error instanceof Error ? error.message : String(error));
    return false;
  }
}

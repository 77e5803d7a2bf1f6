import type * as vscode from "vscode";
import { registerBreakpoints } from "./breakpoints/register.ts";
import { registerCodeLenses } from "./code-lens/register.ts";
import { createServices } from "./create-services.ts";
import { registerDiagnostics } from "./diagnostics/register.ts";
import { registerGraph } from "./graph/register.ts";
import { registerJavaScript } from "./javascript/register.ts";
import { registerLanguage } from "./language/register.ts";
import { registerLaunch } from "./launch/register.ts";
import { registerQuestions } from "./questions/register.ts";
import type { Services } from "./services.ts";
import { registerFocus } from "./sessions/focus.ts";
import { registerRunAlone } from "./stepping/run-alone.ts";
import { registerValues } from "./values/register.ts";
import { registerWorkspaceContext } from "./workspace-context.ts";

/** Called by VS Code at the first of package.json's `activationEvents`. What it returns is what tests and other extensions get. */
export function activate(context: vscode.ExtensionContext): Services {
  const services = createServices(context);
  registerWorkspaceContext(context, services);
  registerLaunch(context, services);
  registerJavaScript(context, services);
  registerFocus(context, services);
  registerRunAlone(context, services);
  registerBreakpoints(context, services);
  registerQuestions(context, services);
  registerGraph(context, services);
  registerDiagnostics(context, services);
  registerCodeLenses(context, services);
  registerLanguage(context, services);
  registerValues(context, services);
  return services;
}

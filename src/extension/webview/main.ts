/** Entry of the graph's webview. */
import "./style.css";
import type { ToWebview } from "../graph/messages.ts";
import { GraphApp } from "./app.ts";
import { measureFonts } from "./measure.ts";
import { vscode } from "./vscode-api.ts";

const app = new GraphApp(document.body);

window.addEventListener("message", ({ data }: MessageEvent<ToWebview>) => app.receive(data));

let sent = "";
/** The layout needs the fonts; a change of theme or settings may change them. */
function sendMetrics(): void {
  const metrics = measureFonts();
  const text = JSON.stringify(metrics);
  if (text === sent) return;
  sent = text;
  vscode.postMessage({ type: "ready", metrics });
}
new MutationObserver(sendMetrics).observe(document.documentElement, { attributeFilter: ["style", "class"] });
sendMetrics();

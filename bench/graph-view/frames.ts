/** What one frame of panning and zooming costs in scripting. */
import type { Page } from "playwright-core";

const FRAMES = 60;

/** ms of script a frame: the median, and the largest. Half of the frames pan, half zoom. */
export async function frames(page: Page): Promise<{ median: number; largest: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const scripted = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? 0) * 1000;
  };
  await page.mouse.move(600, 450);
  const costs: number[] = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    if (frame === FRAMES / 2) await page.keyboard.down("Control");
    const before = await scripted();
    await page.mouse.wheel(0, frame % 2 === 0 ? 30 : -30);
    await page.evaluate("new Promise(requestAnimationFrame)");
    costs.push((await scripted()) - before);
  }
  await page.keyboard.up("Control");
  costs.sort((a, b) => a - b);
  return { median: costs[FRAMES >> 1] ?? 0, largest: costs.at(-1) ?? 0 };
}

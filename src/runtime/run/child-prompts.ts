import type { Runner } from "../engine/runner.ts";
import type { Running } from "../engine/state.ts";
import type { Inspector } from "../inspector.ts";

/**
 * What a child run asks, its parent asks too: whoever reads the parent's stream sees the question, and an answer sent to
 * the parent reaches the child. A question that was answered in the child itself is withdrawn.
 */
export function surfacePrompts(runner: Runner, running: Running): Inspector {
  return {
    promptOpened(child, prompt) {
      const cls = child.eventClass(prompt.answer);
      if (!cls) return;
      const id = `${running.id}:child:${child.id}:${prompt.id}`;
      runner.wait(running, { id, cls, prompt: prompt.event, child: true }).then(
        (answer) => {
          if (child.state.prompts.has(prompt.id)) child.sendEvent(answer, { prompt: prompt.id });
        },
        // Withdrawn, or the parent has ended.
        () => undefined,
      );
    },
    promptClosed(child, prompt) {
      runner.withdraw(`${running.id}:child:${child.id}:${prompt.id}`);
    },
  };
}

import type { Runner } from "../engine/runner.ts";
import type { Running } from "../engine/state.ts";
import type { Inspector, Prompt } from "../inspector.ts";

/**
 * What a child run asks, its parent asks too: whoever reads the parent's stream sees the question, and an answer sent to
 * the parent reaches the child. A question that was answered in the child itself is withdrawn.
 */
export function surfacePrompts(runner: Runner, running: Running, operation: number): Inspector {
  // The same for the child that takes this one's place after a restart or at a retry: who was asked is not asked again.
  const idOf = (prompt: Prompt): string => `${running.id}:child:${operation}:${prompt.id}`;
  return {
    promptOpened(child, prompt) {
      const cls = child.eventClass(prompt.answer);
      if (!cls) return;
      runner.wait(running, { id: idOf(prompt), cls, prompt: prompt.event, child: true }).then(
        (answer) => {
          if (child.state.prompts.has(prompt.id)) child.sendEvent(answer, { prompt: prompt.id });
        },
        // Withdrawn, or the parent has ended.
        () => undefined,
      );
    },
    promptClosed(_child, prompt) {
      runner.withdraw(idOf(prompt));
    },
  };
}

import { z } from "zod";

export interface ChatModel {
  readonly name: string;
  /** @throws Error naming the server and what it answered. */
  complete(prompt: string, signal: AbortSignal): Promise<string>;
}

const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) });

/**
 * A model behind the OpenAI chat API, which many servers speak: OPENAI_API_KEY switches it on, OPENAI_BASE_URL names
 * another server (e.g. http://localhost:11434/v1), OPENAI_MODEL another model. Undefined without a key.
 */
export function modelFromEnvironment(env = process.env): ChatModel | undefined {
  const key = env["OPENAI_API_KEY"];
  if (!key) return undefined;
  const url = `${(env["OPENAI_BASE_URL"] || "https://api.openai.com/v1").replace(/\/+$/, "")}/chat/completions`;
  const name = env["OPENAI_MODEL"] || "gpt-4o-mini";
  return {
    name,
    async complete(prompt, signal) {
      const response = await fetch(url, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ model: name, messages: [{ role: "user", content: prompt }] }),
        signal,
      });
      if (!response.ok) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
      return completion.parse(await response.json()).choices[0]?.message.content ?? "";
    },
  };
}

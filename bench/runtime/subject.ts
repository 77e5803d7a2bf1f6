import { type ChildProcess, fork } from "node:child_process";
import type { BenchCase, Result, Turn } from "./cases.ts";

/** A case's process: it is there, warm, and waits for its turns. */
export class Subject {
  readonly #case: BenchCase;
  readonly #child: ChildProcess;
  readonly #turns: Turn[] = [];

  private constructor(one: BenchCase, child: ChildProcess) {
    this.#case = one;
    this.#child = child;
  }

  static async start(program: string, one: BenchCase, index: number): Promise<Subject> {
    const child = fork(program, [String(index)], {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const subject = new Subject(one, child);
    await subject.#answer();
    return subject;
  }

  async turn(): Promise<void> {
    this.#child.send("turn");
    this.#turns.push((await this.#answer()) as Turn);
  }

  end(): Result {
    this.#child.disconnect();
    const { group, subject, size } = this.#case;
    return { group, subject, size, turns: this.#turns };
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null): void => reject(new Error(`the process of a case ended with ${code}`));
      this.#child.once("exit", died);
      this.#child.once("message", (message) => {
        this.#child.off("exit", died);
        resolve(message);
      });
    });
  }
}

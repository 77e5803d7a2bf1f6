import { type Runtime, Session } from "node:inspector";
import { syntaxProblem } from "../protocol/expression-syntax.ts";
import { namesIn, type Scope } from "./scope.ts";

/** Where an expression finds its scope, and leaves its result: the inspector's evaluations have no other way in or out. */
const EXCHANGE = "stepwright:evaluation";

interface Exchange {
  scope?: Record<string, unknown>;
  self?: object;
  result?: unknown;
}

/** ms after which an evaluation is ended. */
const TIME_LIMIT = 500;
/** ms after which an evaluation into which something came each time is given up. */
const PATIENCE = 2000;
/** How often it is tried where it may be the expression itself that has a side effect. */
const MOST_ATTEMPTS = 50;

/**
 * Evaluates what a person only looks at: a hover must not change the program. V8 itself ends the evaluation at the first
 * side effect (`throwOnSideEffect`), getters and called functions included.
 */
export class PureEvaluation {
  #session: Session | undefined;

  /** Throws the expression's error; one that has a side effect is an error too. */
  evaluate(expression: string, scope: Scope): unknown {
    const names = namesIn(expression);
    const exchange: Exchange = { scope: valuesOf(scope, names), self: scope.self };
    Object.defineProperty(globalThis, EXCHANGE, { value: exchange, configurable: true });
    try {
      const place = `globalThis[${JSON.stringify(EXCHANGE)}]`;
      const remote = this.#undisturbed("Runtime.evaluate", {
        expression: `(function ({ ${names.join(", ")} }) { return [(${expression}\n)]; }).call(${place}.self, ${place}.scope)`,
        throwOnSideEffect: true,
        silent: true,
        disableBreaks: true,
        timeout: TIME_LIMIT,
      });
      // What was found is fetched in a second call, since storing it is a side effect. It comes in a list: a plain text
      // would come whole through the inspector's JSON.
      this.#run("Runtime.callFunctionOn", {
        objectId: remote.objectId,
        functionDeclaration: `function (exchange) { exchange.result = this[0] }`,
        arguments: [{ objectId: this.#run("Runtime.evaluate", { expression: place }).objectId as string }],
        silent: true,
      });
      this.#session?.post("Runtime.releaseObject", { objectId: remote.objectId });
      return exchange.result;
    } catch (error) {
      const problem = syntaxProblem(expression);
      throw problem === undefined ? error : new Error(String(problem));
    } finally {
      Reflect.deleteProperty(globalThis, EXCHANGE);
    }
  }

  /**
   * What the JavaScript debugger evaluates in the middle of this (V8 lets it in) counts as a side effect of it, and both
   * are ended: without an answer, or from Node 24 on like an expression that has one. Then again: it has had its turn.
   */
  #undisturbed(method: string, params: object): Runtime.RemoteObject {
    const deadline = performance.now() + PATIENCE;
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#run(method, params);
      } catch (error) {
        if (!(error instanceof Disturbed) || performance.now() > deadline) throw error;
        if (error instanceof SideEffect && attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  #run(method: string, params: object): Runtime.RemoteObject {
    if (this.#session === undefined) {
      this.#session = new Session();
      this.#session.connect();
    }
    let outcome: Runtime.EvaluateReturnType | undefined;
    let problem: Error | null = null;
    // In the same thread the answer comes before `post` returns. Node's types do not know all parameters.
    this.#session.post(method, params, (error, result) => {
      problem = error;
      outcome = result as Runtime.EvaluateReturnType;
    });
    if (problem !== null) throw problem;
    if (outcome === undefined) throw new Disturbed("The evaluation gave no answer.");
    const { exceptionDetails, result } = outcome;
    if (exceptionDetails === undefined) return result;
    throw errorOf(exceptionDetails);
  }
}

class Disturbed extends Error {}
/** Or the expression has one of its own, each time. */
class SideEffect extends Disturbed {}

function errorOf({ exception, text }: Runtime.ExceptionDetails): Error {
  const description = exception?.description?.split("\n")[0] ?? (exception && String(exception.value)) ?? text;
  if (!description.includes("Possible side-effect")) return new Error(description);
  return new SideEffect("This expression would change something. Evaluate it in the Debug Console.");
}

/** Only what is asked for: some parts cost something. */
function valuesOf(scope: Scope, names: readonly (keyof Scope)[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, scope[name]]));
}

import assert from "node:assert/strict";
import { catchError, Event, StartEvent, StopEvent, step, Workflow, WorkflowConfigurationError } from "stepwright";

class Next extends Event.with("Next") {}

/** `step` without its types, for what the compiler would refuse. */
const looseStep = step as unknown as (...args: readonly unknown[]) => (target: unknown, context: unknown) => void;

/** Decorates a method called `work` with what the compiler would refuse. */
function decorating(...args: readonly unknown[]): () => void {
  return () => {
    const decorate = looseStep(...args);
    decorate(async () => undefined, { kind: "method", name: "work", static: false, private: false });
  };
}

function refuses(define: () => void, message: RegExp): void {
  assert.throws(define, (error: unknown) => {
    assert.ok(error instanceof WorkflowConfigurationError, String(error));
    assert.equal(error.code, "WORKFLOW_CONFIGURATION");
    assert.match(error.message, message);
    return true;
  });
}

describe("validation at decoration", () => {
  it("a step with no event", () => {
    refuses(
      decorating(),
      /^@step on work: name at least one event class the step takes, e\.g\. @step\(StartEvent\)\.$/,
    );
    refuses(decorating({ workers: 2 }), /name at least one event class/);
  });

  it("an argument that is no event class, with a hint where it is undefined", () => {
    refuses(decorating(undefined, Next), /^@step on work: argument 1 .*undefined.*declared further down/);
    refuses(decorating(Next, class Plain {}, Next), /argument 2 is not an event class/);
    refuses(decorating("Next"), /last argument must be an event class or the options/);
  });

  it("workers that is not a positive integer", () => {
    for (const workers of [0, -1, 1.5, Number.NaN, "2"]) {
      refuses(decorating(Next, { workers }), /^@step on work: workers must be a positive integer, not /);
    }
  });

  it("a timeout, retry, emits or an option that is none", () => {
    refuses(decorating(Next, { timeout: 0 }), /timeout must be a number of seconds above 0, not 0/);
    refuses(decorating(Next, { retry: 3 }), /retry must be a retry policy/);
    refuses(decorating(Next, { emits: [Next, {}] }), /emits must list event classes/);
    refuses(decorating(Next, { numWorkers: 3 }), /there is no option "numWorkers"\. Options: emits, workers, retry/);
  });

  it("a static method, a #private one, or a field", () => {
    refuses(() => {
      class Wrong {
        @looseStep(Next) static work(): void {}
        other(): void {}
      }
      void Wrong;
    }, /a step is a method of the workflow, neither static nor #private/);
    refuses(() => {
      class Wrong {
        @looseStep(Next) #work(): void {}
        use(): void {
          this.#work();
        }
      }
      void Wrong;
    }, /^@step on #work/);
    refuses(() => {
      class Wrong {
        @looseStep(Next) work = (): void => {};
      }
      void Wrong;
    }, /Write it as "@step\(…\) async work\(ev\) \{ … \}"/);
  });

  it("a @catchError budget that is not a whole number from 1 on", () => {
    for (const maxRecoveries of [0, -1, 0.5]) {
      refuses(() => {
        class Wrong extends Workflow {
          @catchError({ maxRecoveries }) handle(): StopEvent {
            return new StopEvent();
          }
        }
        void Wrong;
      }, /maxRecoveries must be a whole number from 1 on/);
    }
  });

  it("accepts the same method name again in a subclass: it overrides", () => {
    class Base extends Workflow {
      @step(StartEvent) begin(): Next {
        return new Next();
      }
    }
    class Derived extends Base {
      @step(StartEvent, { workers: 1 }) override begin(): Next {
        return new Next();
      }
    }
    assert.deepEqual(new Derived().steps.length, 1);
  });
});

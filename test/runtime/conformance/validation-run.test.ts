import assert from "node:assert/strict";
import {
  catchError,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  type StepFailedEvent,
  StopEvent,
  step,
  Workflow,
  WorkflowValidationError,
} from "stepwright";

class A extends Event.with("A") {}
class B extends Event.with("B") {}
class C extends Event.with("C") {}
class AtoB extends A.with("AtoB") {}

/** The message with which `validate()` and `run()` refuse a workflow. */
function refusal(flow: Workflow): string {
  let message = "";
  assert.throws(
    () => flow.validate(),
    (error: unknown) => {
      assert.ok(error instanceof WorkflowValidationError, String(error));
      assert.equal(error.code, "WORKFLOW_VALIDATION");
      message = error.message;
      return true;
    },
  );
  assert.throws(() => flow.run(), WorkflowValidationError);
  return message;
}

describe("validation before a run", () => {
  it("no steps", () => {
    class Empty extends Workflow {}
    assert.match(refusal(new Empty()), /^Workflow Empty has no steps\. Add methods decorated with @step/);
  });

  it("a step cannot accept StopEvent", () => {
    class TakesStop extends Workflow {
      @step(StartEvent) a(): StopEvent {
        return new StopEvent();
      }
      @step(StopEvent) b(): void {}
    }
    assert.match(refusal(new TakesStop()), /Step b cannot accept StopEvent: it ends the run/);
  });

  it("consumed but never produced, where every step has `emits`", () => {
    class Consumes extends Workflow {
      @step(StartEvent, { emits: [StopEvent] }) a(): StopEvent {
        return new StopEvent();
      }
      @step(A, B, { emits: [StopEvent] }) b(): StopEvent {
        return new StopEvent();
      }
    }
    assert.match(refusal(new Consumes()), /The following events are consumed but never produced: A, B\./);
  });

  it("produced but never consumed, where every step has `emits`", () => {
    class Produces extends Workflow {
      @step(StartEvent, { emits: [A, StopEvent] }) a(): A | StopEvent {
        return new StopEvent();
      }
    }
    assert.match(refusal(new Produces()), /The following events are produced but never consumed: A\./);
  });

  it("InputRequired, HumanResponse, Stop and StepFailed are exempt", () => {
    class Exempt extends Workflow {
      @step(StartEvent, { emits: [InputRequiredEvent] }) ask(): InputRequiredEvent {
        return new InputRequiredEvent({ prefix: "?" });
      }
      @step(HumanResponseEvent, { emits: [StopEvent] }) answer(): StopEvent {
        return new StopEvent();
      }
      @catchError() failed(_ev: StepFailedEvent): StopEvent {
        return new StopEvent();
      }
    }
    new Exempt().validate();
  });

  it("a subclass is consumed by a step that takes subclasses, and by no other", () => {
    class Opted extends Workflow {
      @step(StartEvent, { emits: [AtoB] }) a(): AtoB {
        return new AtoB();
      }
      @step(A, { acceptSubclasses: true, emits: [StopEvent] }) b(): StopEvent {
        return new StopEvent();
      }
    }
    new Opted().validate();
    class NotOpted extends Workflow {
      @step(StartEvent, { emits: [AtoB] }) a(): AtoB {
        return new AtoB();
      }
      @step(A, { emits: [StopEvent] }) b(): StopEvent {
        return new StopEvent();
      }
    }
    assert.match(refusal(new NotOpted()), /consumed but never produced: A\..*produced but never consumed: AtoB\./);
  });

  it("reachability, terminal event and dead ends, all listed together (§3 #16)", () => {
    class Broken extends Workflow {
      @step(StartEvent, { emits: [A] }) a(): A {
        return new A();
      }
      @step(A, { emits: [] }) deadEnd(): void {}
      @step(B, { emits: [C] }) island(): C {
        return new C();
      }
      @step(C, { emits: [B] }) shore(): B {
        return new B();
      }
    }
    const message = refusal(new Broken());
    assert.match(message, /Steps that no event can reach: island, shore\./);
    assert.match(message, /No step emits a StopEvent: the run could never end\./);
    assert.match(message, /Steps that emit nothing: deadEnd\./);
  });

  it("skipGraphChecks leaves a step out", () => {
    class Skips extends Workflow {
      @step(StartEvent, { emits: [StopEvent] }) a(): StopEvent {
        return new StopEvent();
      }
      @step(B, { emits: [C], skipGraphChecks: true }) fromOutside(): C {
        return new C();
      }
    }
    new Skips().validate();
  });

  it("skipGraphChecks of every step leaves what no run could get over", () => {
    const options = { emits: [], skipGraphChecks: true };
    class Lost extends Workflow {
      @step(StartEvent, { ...options, emits: [A] }) a(): A {
        return new A();
      }
      @step(B, options) island(): void {}
    }
    new Lost().validate();
    class TakesStop extends Lost {
      @step(StopEvent, options) afterwards(): void {}
    }
    assert.match(refusal(new TakesStop()), /^Workflow TakesStop.* Step afterwards cannot accept StopEvent/);
    assert.doesNotMatch(refusal(new TakesStop()), /island|never consumed/);
  });

  it("where a step lacks `emits`, production and consumption are left to the editor", () => {
    class Partial extends Workflow {
      @step(StartEvent) a(): A {
        return new A();
      }
      @step(B, { emits: [StopEvent] }) b(): StopEvent {
        return new StopEvent();
      }
    }
    new Partial().validate();
  });

  describe("@catchError", () => {
    it("two for all steps", () => {
      class TwoWildcards extends Workflow {
        @step(StartEvent) a(): StopEvent {
          return new StopEvent();
        }
        @catchError() one(): void {}
        @catchError() two(): void {}
      }
      assert.match(
        refusal(new TwoWildcards()),
        /Only one @catchError handler may take the failures of all steps, found one, two/,
      );
    });

    it("for a step that does not exist, one that is claimed twice, and a handler: all at once", () => {
      class Wrong extends Workflow {
        @step(StartEvent) a(): StopEvent {
          return new StopEvent();
        }
        @catchError({ steps: ["nowhere", "a"] }) one(): void {}
        @catchError({ steps: ["a", "one"] }) two(): void {}
      }
      const message = refusal(new Wrong());
      assert.match(message, /@catchError one names the step "nowhere", which does not exist/);
      assert.match(message, /Step a has two @catchError handlers: one and two/);
      assert.match(message, /@catchError two cannot take the failures of another handler \(one\)/);
    });
  });
});

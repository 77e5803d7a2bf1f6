import assert from "node:assert/strict";
import { Event, StartEvent, StopEvent, step, Workflow, WorkflowConfigurationError } from "stepwright";

class Next extends Event.with("Next") {}
class Begin extends StartEvent.with("Begin") {}
class Report extends StopEvent.with("Report") {}

function refuses(construct: () => unknown, message: RegExp): void {
  assert.throws(construct, WorkflowConfigurationError);
  assert.throws(construct, message);
}

describe("validation at construction", () => {
  it("at least one event of type StartEvent must be received", () => {
    class NoStart extends Workflow {
      @step(Next) next(): StopEvent {
        return new StopEvent();
      }
    }
    refuses(
      () => new NoStart(),
      /^WorkflowConfigurationError: Workflow NoStart: At least one Event of type StartEvent must be received by any step\. Add @step\(StartEvent\) to the first step\.$/,
    );
  });

  it("only one type of StartEvent per workflow", () => {
    class TwoStarts extends Workflow {
      @step(StartEvent) a(): StopEvent {
        return new StopEvent();
      }
      @step(Begin) b(): StopEvent {
        return new StopEvent();
      }
    }
    refuses(() => new TwoStarts(), /only one type of StartEvent is allowed per workflow, found StartEvent, Begin/);
  });

  it("only one type of StopEvent per workflow, where `emits` tell", () => {
    class TwoStops extends Workflow {
      @step(StartEvent, { emits: [StopEvent, Report] }) a(): StopEvent | Report {
        return new StopEvent();
      }
    }
    refuses(() => new TwoStops(), /only one type of StopEvent is allowed per workflow, found StopEvent, Report/);
  });

  it("at least one event of type StopEvent must be emitted, where every step has `emits`", () => {
    class NoStop extends Workflow {
      @step(StartEvent, { emits: [Next] }) a(): Next {
        return new Next();
      }
      @step(Next, { emits: [] }) b(): void {}
    }
    assert.throws(() => new NoStop().validate(), /StopEvent/);
  });

  it("two event classes of one name", () => {
    class Twin extends Event.with("Next") {}
    class Twins extends Workflow {
      @step(StartEvent) a(): Next {
        return new Next();
      }
      @step(Next, Twin) b(): StopEvent {
        return new StopEvent();
      }
    }
    refuses(() => new Twins(), /Workflow Twins: two event classes are named "Next".*rename one/);
  });
});

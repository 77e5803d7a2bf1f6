export {
  assertEvent,
  assertEventTypes,
  assertInOrder,
  assertNoEvent,
  EventAssertionError,
} from "./event-assertions.ts";
export { SimulatedClock } from "./simulated-clock.ts";
export { type TestRunOptions, type TestRunOutcome, WorkflowTestRunner } from "./workflow-test-runner.ts";

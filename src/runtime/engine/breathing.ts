/** ms after which a process that only ran steps lets timers, sockets and people have their turn. */
const LONGEST_BREATH = 12;
/** How many dispatches pass between two looks at the clock. */
const LOOK_EVERY = 128;

let dispatches = 0;
let lastBreath = 0;
/** What goes on after the breath that is being taken, in its order; empty where none is. */
let waiting: (() => void)[] = [];

/**
 * Steps that never await anything real keep the event loop in microtasks: no timer, no socket, no cancel would ever get
 * through. True when it is time to let them, and while that is going on: nothing overtakes what waits already.
 */
export function needsToBreathe(): boolean {
  if (waiting.length > 0) return true;
  if (++dispatches % LOOK_EVERY !== 0) return false;
  return performance.now() - lastBreath > LONGEST_BREATH;
}

const defer: (callback: () => void) => void =
  typeof setImmediate === "function"
    ? (callback) => void setImmediate(callback)
    : (callback) => void setTimeout(callback, 0);

/** Goes on after timers and I/O had their turn. */
export function breathe(callback: () => void): void {
  waiting.push(callback);
  if (waiting.length > 1) return;
  defer(() => {
    lastBreath = performance.now();
    const callbacks = waiting;
    waiting = [];
    for (const go of callbacks) go();
  });
}

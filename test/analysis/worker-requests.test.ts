import assert from "node:assert/strict";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { Cancelled } from "../../src/analysis/cancellation.ts";
import { WorkerRequests } from "../../src/analysis/worker-requests.ts";
import { type Lane, WorkerSignals } from "../../src/analysis/worker-signals.ts";

/** Both ends of the worker's port on one thread, so that each message comes when a test wants it to. */
class Desk {
  readonly answered: string[] = [];
  readonly signals = new WorkerSignals();
  private readonly channel = new MessageChannel();
  private lastId = 0;
  progress = 0;
  /** What answering takes; by default nothing. */
  work: (method: string, unwanted: () => boolean) => void = () => {};

  readonly requests = new WorkerRequests(this.signals, {
    receive: () => receiveMessageOnPort(this.channel.port2)?.message,
    progress: () => this.progress,
    answer: ({ id, method }, unwanted) => {
      this.work(method, unwanted);
      this.answered.push(`${method} ${id}`);
    },
  });

  send(lane: Lane, method = lane === "folder" ? "diagnoseAll" : lane === "types" ? "graphOf" : "targetsOf"): number {
    const id = ++this.lastId;
    this.signals.sent(lane);
    this.channel.port1.postMessage({ id, lane, method, params: {} });
    return id;
  }

  close(): void {
    this.channel.port1.close();
  }
}

describe("the requests of the analysis worker", () => {
  const desks: Desk[] = [];
  afterEach(() => {
    for (const desk of desks.splice(0)) desk.close();
  });
  const open = (): Desk => {
    const desk = new Desk();
    desks.push(desk);
    return desk;
  };

  it("are answered in the midst of work on many files, however often somebody types", () => {
    const desk = open();
    desk.send("folder");
    desk.requests.answerUrgent();
    const check = desk.requests.take("folder");
    assert.ok(check);
    for (let typed = 1; typed <= 200; typed++) {
      const id = desk.send(typed % 10 === 0 ? "types" : "syntax");
      assert.equal(desk.requests.isUnwanted(check), false);
      assert.equal(desk.answered.at(-1)?.split(" ")[1], `${id}`);
    }
    assert.equal(desk.answered.length, 200);
  });

  it("come one after the other, one file's syntax before its types", () => {
    const desk = open();
    desk.send("types");
    desk.send("syntax");
    desk.requests.answerUrgent();
    assert.deepEqual(desk.answered, ["targetsOf 2", "graphOf 1"]);
  });

  it("break types off for the syntax, until that would go on for ever", () => {
    const desk = open();
    let tries = 0;
    desk.work = (method, unwanted) => {
      if (method !== "graphOf") return;
      tries++;
      desk.send("syntax");
      if (unwanted()) throw new Cancelled();
    };
    desk.send("types");
    desk.requests.answerUrgent();
    assert.equal(tries, 6);
    assert.deepEqual(
      desk.answered.map((one) => one.split(" ")[0]),
      ["targetsOf", "targetsOf", "targetsOf", "targetsOf", "targetsOf", "graphOf", "targetsOf"],
    );
  });

  it("have more patience with types that get on", () => {
    const desk = open();
    let tries = 0;
    desk.work = (method, unwanted) => {
      if (method !== "graphOf") return;
      tries++;
      if (tries > 30) return;
      desk.progress++;
      desk.send("syntax");
      if (unwanted()) throw new Cancelled();
    };
    desk.send("types");
    desk.requests.answerUrgent();
    assert.equal(tries, 31);
  });

  it("end work on many files that nobody waits for", () => {
    const desk = open();
    const id = desk.send("folder");
    desk.requests.answerUrgent();
    const check = desk.requests.take("folder");
    assert.ok(check);
    assert.equal(desk.requests.isUnwanted(check), false);
    desk.signals.cancel("folder", id);
    assert.equal(desk.requests.isUnwanted(check), true);
    assert.equal(desk.requests.take("folder"), undefined);
  });
});

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Context,
  catchError,
  Event,
  HumanResponseEvent,
  type Inspector,
  StartEvent,
  type StepFailedEvent,
  StopEvent,
  step,
  Workflow,
  type WorkflowRun,
} from "stepwright";
import { z } from "zod";
import { Recorder } from "../../src/debugger/recording/recorder.ts";
import { RecordingFile } from "../../src/debugger/recording/recording-file.ts";

const SECRET = "hunter2";
/** Beside each secret is something that is none, and must be there. */
const OPEN = "ada";

const secret = (): z.ZodString => z.string().meta({ secret: true });
const login = z.object({ user: z.string(), token: secret() });
const value = { user: OPEN, token: SECRET };

const Tree: z.ZodObject = z.object({
  ...login.shape,
  get children(): z.ZodOptional<z.ZodArray<z.ZodType<object>>> {
    return z.array(Tree).optional();
  },
});
type Person = { user: string; token: string; friend?: Person | undefined };
const Lazy: z.ZodType<Person> = z.lazy(() => login.extend({ friend: Lazy.optional() }));
const endless = (): z.ZodType<Person> => login.extend({ friend: z.lazy(() => endless()).optional() });
const Left = z.object({ ...login.shape, right: z.lazy(() => Right).optional() });
const Right: z.ZodType = z.object({ left: Left.optional() });

const deep = { ...value, friend: { ...value, friend: { ...value, friend: value } } };

/** Schema and value by what is between the mark and the event's field. */
const forms: Record<string, readonly [schema: z.ZodType, value: unknown]> = {
  object: [login, value],
  "the whole field": [z.object({ it: login.meta({ secret: true }), user: z.string() }), { it: value, user: OPEN }],
  optional: [login.optional(), value],
  nullable: [login.nullable(), value],
  default: [login.default(value), undefined],
  prefault: [login.prefault(value), undefined],
  catch: [login.catch(value), value],
  readonly: [login.readonly(), value],
  nonoptional: [login.optional().nonoptional(), value],
  array: [z.array(login), [value]],
  set: [z.set(login), new Set([value])],
  record: [z.record(z.string(), login), { any: value }],
  "a record's keys": [
    z.object({ it: z.record(secret(), z.number()), user: z.string() }),
    { it: { [SECRET]: 1 }, user: OPEN },
  ],
  map: [z.map(z.string(), login), new Map([["any", value]])],
  "a map's keys": [z.map(login, z.number()), new Map([[value, 1]])],
  tuple: [z.tuple([z.string(), secret()]), [OPEN, SECRET]],
  "a tuple's rest": [z.tuple([z.string()], secret()), [OPEN, SECRET, SECRET]],
  "an object's other fields": [z.object({ user: z.string() }).catchall(secret()), value],
  union: [z.union([z.string(), login]), value],
  "a union of a record and an object": [
    z.union([z.record(z.string(), secret()), z.object({ it: z.string(), user: z.object({ name: z.string() }) })]),
    { it: SECRET, user: SECRET, [OPEN]: SECRET },
  ],
  "discriminated union": [
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("none") }),
      z.object({ kind: z.literal("some"), ...login.shape }),
    ]),
    { kind: "some", ...value },
  ],
  intersection: [z.intersection(z.object({ user: z.string() }), z.object({ token: secret() })), value],
  pipe: [login.pipe(z.object({ user: z.string(), token: z.string() })), value],
  preprocess: [z.preprocess((it) => it, login), value],
  transform: [z.object({ it: login.transform(({ token }) => [token]), user: z.string() }), { it: value, user: OPEN }],
  codec: [
    z.object({
      it: z.codec(login, z.string(), {
        decode: ({ token }) => token,
        encode: (token) => ({ user: OPEN, token }),
      }),
      user: z.string(),
    }),
    { it: value, user: OPEN },
  ],
  "template literal": [
    z.object({ it: z.templateLiteral(["Bearer ", secret()]), user: z.string() }),
    { it: `Bearer ${SECRET}`, user: OPEN },
  ],
  lazy: [z.lazy(() => login), value],
  "below a recursion": [Tree, { ...value, children: [{ ...value, children: [{ ...value, children: [value] }] }] }],
  "below a recursion by lazy": [Lazy, deep],
  "below a recursion that makes its types anew": [endless(), deep],
  "below two that contain each other": [Left, { ...value, right: { left: { ...value, right: { left: value } } } }],
};

describe("what a schema marks as secret is in no line of a recording", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stepwright-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function recorded(begin: (options: { inspectors: readonly Inspector[] }) => WorkflowRun): Promise<string> {
    const file = new RecordingFile(join(folder, "run.stepwright.jsonl"));
    await begin({ inspectors: [new Recorder(file).inspector] });
    file.close();
    return readFileSync(file.path, "utf8");
  }

  function check(text: string): void {
    assert.ok(!text.includes(SECRET), text);
    assert.ok(text.includes(OPEN), text);
  }

  for (const [name, [schema, given]] of Object.entries(forms)) {
    it(name, async () => {
      class Carrier extends Event.with("Carrier", { it: schema }) {}
      class Flow extends Workflow {
        @step(StartEvent)
        async begin(): Promise<Carrier> {
          return new Carrier({ it: given });
        }
        @step(Carrier)
        async end(ev: Carrier): Promise<StopEvent<string>> {
          assert.ok("it" in ev);
          return new StopEvent({ result: "done" });
        }
      }
      check(await recorded((options) => new Flow(options).run({})));
    });
  }

  it("input, result and state of the workflow", async () => {
    class Flow extends Workflow.with({
      input: login.shape,
      result: login,
      state: { logins: z.array(login).optional() },
    }) {
      @step(StartEvent)
      async begin(ev: StartEvent<z.infer<typeof login>>, ctx: Context): Promise<StopEvent<z.infer<typeof login>>> {
        await ctx.set("logins", [{ user: ev.user, token: ev.token }]);
        await ctx.set("logins.0.token", ev.token);
        return new StopEvent({ result: { user: ev.user, token: ev.token } });
      }
    }
    check(await recorded((options) => new Flow(options).run(value)));
  });

  it("a stop event of its own, which is the result", async () => {
    class Done extends StopEvent.with("Done", { user: z.string(), token: z.string() }) {}
    class Flow extends Workflow.with({ result: login }) {
      @step(StartEvent)
      async begin(): Promise<Done> {
        return new Done(value);
      }
    }
    check(await recorded((options) => new Flow(options).run({})));
  });

  it("an event in another event, and in the state", async () => {
    class LoggedIn extends Event.with("LoggedIn", login.shape) {}
    class Flow extends Workflow.with({ input: login.shape }) {
      @step(StartEvent)
      async begin(ev: StartEvent<Person>, ctx: Context): Promise<LoggedIn> {
        await ctx.set("begun", ev);
        return new LoggedIn(ev);
      }
      @step(LoggedIn)
      async fail(ev: LoggedIn, ctx: Context): Promise<StopEvent<string>> {
        await ctx.set("last", ev);
        throw new Error("it fails");
      }
      @catchError()
      async rescue(ev: StepFailedEvent): Promise<StopEvent<string>> {
        assert.ok(ev.inputEvent instanceof LoggedIn);
        return new StopEvent({ result: "done" });
      }
    }
    check(await recorded((options) => new Flow(options).run(value)));
  });

  it("fields that an event is awaited with", async () => {
    class Answer extends HumanResponseEvent.with("Answer", login.shape) {}
    class Flow extends Workflow {
      @step(StartEvent)
      async begin(_: StartEvent, ctx: Context): Promise<StopEvent<string>> {
        await ctx.waitForEvent(Answer, { where: value });
        return new StopEvent({ result: "done" });
      }
    }
    const answering: Inspector = {
      tickApplied: (run, { kind }) => {
        if (kind === "waiting") queueMicrotask(() => run.sendEvent(new Answer(value)));
      },
    };
    const text = await recorded(({ inspectors }) => new Flow({ inspectors: [...inspectors, answering] }).run({}));
    check(text);
    assert.match(text, /"where":/);
  });
});

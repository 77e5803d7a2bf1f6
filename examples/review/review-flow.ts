import {
  type Context,
  Event,
  HumanResponseEvent,
  InputRequiredEvent,
  StartEvent,
  StopEvent,
  step,
  Workflow,
} from "stepwright";
import { z } from "zod";
import { askInTerminal } from "../shared/ask.ts";
import { isProgram } from "../shared/program.ts";

type Complaint = { customer: string; order: number; problem: "late" | "broken" | "wrong item"; paid: number };
type Outcome = { status: "sent" | "approved" | "rejected"; reply: string; remark?: string };

/** A reply to the customer, and how much money it promises. */
export class ReplyDrafted extends Event.with("ReplyDrafted", {
  reply: z.string(),
  refund: z.number().nonnegative(),
  requiresApproval: z.boolean(),
}) {}

/** What is given back, as a share of what was paid. */
const REFUND_SHARE = { late: 0.1, broken: 1, "wrong item": 1 } as const;
/** A person looks at every refund above this. */
const FREE_LIMIT = 20;

/** Answers a complaint. A reply that promises much money goes out only after a person has approved it. */
export class ReviewFlow extends Workflow<Complaint, Outcome> {
  @step(StartEvent)
  async generate(ev: StartEvent<Complaint>): Promise<ReplyDrafted> {
    const refund = Math.round(ev.paid * REFUND_SHARE[ev.problem] * 100) / 100;
    const reply = `Dear ${ev.customer}, we are sorry that order ${ev.order} was ${ev.problem}. We refund ${refund.toFixed(2)}.`;
    return new ReplyDrafted({ reply, refund, requiresApproval: refund > FREE_LIMIT });
  }

  /** Returning an InputRequiredEvent asks a person. The run waits, and the waiting does not count as run time. */
  @step(ReplyDrafted)
  async requestReview(ev: ReplyDrafted, ctx: Context): Promise<InputRequiredEvent | StopEvent<Outcome>> {
    if (!ev.requiresApproval) return new StopEvent<Outcome>({ result: { status: "sent", reply: ev.reply } });
    // The answer carries only what the person said; the step that takes it needs the draft as well.
    await ctx.set("reply", ev.reply);
    return new InputRequiredEvent({ prefix: `${ev.reply}\nApprove? ("yes", or what is wrong with it)` });
  }

  @step(HumanResponseEvent)
  async processReview(ev: HumanResponseEvent, ctx: Context): Promise<StopEvent<Outcome>> {
    const reply = await ctx.get<string>("reply");
    const approved = /^y(es)?$/i.test(ev.response.trim());
    const result: Outcome = approved
      ? { status: "approved", reply }
      : { status: "rejected", reply, remark: ev.response.trim() };
    return new StopEvent({ result });
  }
}

if (isProgram(import.meta.url)) {
  const flow = new ReviewFlow({ inspectors: [askInTerminal()] });
  const outcome = await flow.run({ customer: "Ada", order: 1815, problem: "broken", paid: 42.5 });
  console.log(`\n${outcome.status}: ${outcome.reply}${outcome.remark ? ` (${outcome.remark})` : ""}`);
}

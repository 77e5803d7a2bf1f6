/** Breakpoints on paths of the state: what can be watched, what is, and what the probe is told of it. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { DataBreakpointSpec } from "../protocol/probe.ts";
import type { Client } from "./client.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { memberPath } from "./member-path.ts";
import type { Variables } from "./variables.ts";

const ACCESS_TYPES: Dap.DataBreakpointAccessType[] = ["write", "read", "readWrite"];

/** `RagFlow state.user.name`, with `*` for any workflow: it means the same in the next session. */
const DATA_ID = /^(\S+) state(?:\.(.+))?$/s;

const WHAT_CAN = "Values of the run's state can be watched, e.g. state.user.name.";

interface Parts {
  readonly client: Client;
  readonly link: DebuggeeLink;
  readonly variables: Variables;
  /** Ids are unique among all kinds of breakpoints. */
  nextId(): number;
  /** The probe must be told. */
  changed(): void;
}

interface Bound {
  readonly id: number;
  readonly key: string;
  readonly spec: DataBreakpointSpec | undefined;
  answer: Dap.Breakpoint;
}

export class DataBreakpoints {
  readonly #parts: Parts;
  #bound: readonly Bound[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get specs(): DataBreakpointSpec[] {
    return this.#bound.flatMap(({ spec }) => (spec === undefined ? [] : [spec]));
  }

  /** Whether a variable, or an expression over the frame, can be watched; the description says what, or why not. */
  async info(args: Dap.DataBreakpointInfoArguments): Promise<Dap.DataBreakpointInfoResponse["body"]> {
    try {
      const { workflow, path } = await this.#find(args);
      return {
        dataId: `${workflow ?? "*"} state.${path}`,
        description: workflow === undefined ? `state.${path}` : `state.${path} of ${workflow}`,
        accessTypes: ACCESS_TYPES,
        canPersist: true,
      };
    } catch (error) {
      return { dataId: null, description: error instanceof Error ? error.message : String(error) };
    }
  }

  async #find({
    variablesReference,
    name,
    frameId,
  }: Dap.DataBreakpointInfoArguments): Promise<{ workflow?: string; path: string }> {
    const { link, variables } = this.#parts;
    if (variablesReference !== undefined && variablesReference > 0) {
      return link.request("statePath", { reference: variablesReference, name });
    }
    const [root, ...keys] = memberPath(name) ?? [];
    if (root !== "state" || keys.length === 0) throw new Error(`"${name}" cannot be watched. ${WHAT_CAN}`);
    // Over a frame it is that workflow's state; the value need not be there yet.
    const target = frameId === undefined ? undefined : await variables.member(name, frameId);
    if (target !== undefined) {
      const found = await link
        .request("statePath", { reference: target.variablesReference, name: target.name })
        .catch(() => undefined);
      if (found !== undefined) return found;
    }
    return { path: keys.join(".") };
  }

  set({ breakpoints }: Dap.SetDataBreakpointsArguments): Dap.Breakpoint[] {
    const before = this.#bound;
    this.#bound = breakpoints.map(({ dataId, accessType = "write", condition, hitCondition }): Bound => {
      const key = JSON.stringify([dataId, accessType, condition, hitCondition]);
      const known = before.find((old) => old.key === key);
      if (known !== undefined) return known;
      const id = this.#parts.nextId();
      const match = DATA_ID.exec(dataId);
      if (match === null) {
        const message = `"${dataId}" is nothing that can be watched. ${WHAT_CAN}`;
        return { id, key, spec: undefined, answer: { id, verified: false, message } };
      }
      const [, workflow, path = ""] = match;
      const spec: DataBreakpointSpec = {
        id,
        path,
        access: accessType,
        ...(workflow === undefined || workflow === "*" ? {} : { workflow }),
        ...(condition?.trim() ? { condition: condition.trim() } : {}),
        ...(hitCondition?.trim() ? { hitCondition: hitCondition.trim() } : {}),
      };
      return { id, key, spec, answer: { id, verified: true, message: describe(spec) } };
    });
    this.#parts.changed();
    return this.#bound.map(({ answer }) => answer);
  }

  /** A condition that does not compile or threw. */
  problem(id: number, message: string): void {
    const breakpoint = this.#bound.find((candidate) => candidate.id === id);
    if (breakpoint === undefined) return;
    breakpoint.answer = { ...breakpoint.answer, verified: false, message };
    this.#parts.client.event("breakpoint", { reason: "changed", breakpoint: breakpoint.answer });
  }
}

function describe({ access, path, workflow }: DataBreakpointSpec): string {
  const how = { write: "changes", read: "is read by ctx.get", readWrite: "is read by ctx.get or changes" }[access];
  return `Stops when state${path === "" ? "" : `.${path}`} ${how}${workflow === undefined ? "" : ` in ${workflow}`}.`;
}

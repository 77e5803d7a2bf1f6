/** Scopes, variables and expressions of a stopped run: the probe's answers in DAP's terms. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { Knowledge, Place } from "./knowledge.ts";

type ProbeVariable = ProbeRequests["setVariable"]["body"];

export class Variables {
  readonly #link: DebuggeeLink;
  readonly #knowledge: Knowledge;
  /** Where event classes are declared, by the reference that a variable carries. */
  readonly #places: Place[] = [];

  constructor(link: DebuggeeLink, knowledge: Knowledge) {
    this.#link = link;
    this.#knowledge = knowledge;
  }

  /** References of the last stop mean nothing any more. */
  forget(): void {
    this.#places.length = 0;
  }

  async scopes(frameId: number): Promise<Dap.Scope[]> {
    const { scopes } = await this.#link.request("scopes", { frameId });
    return scopes.map((scope) => ({
      name: scope.name,
      variablesReference: scope.reference,
      expensive: scope.expensive,
      ...(scope.namedCount === undefined ? {} : { namedVariables: scope.namedCount }),
      ...(scope.indexedCount === undefined ? {} : { indexedVariables: scope.indexedCount }),
    }));
  }

  async list(args: Dap.VariablesArguments): Promise<Dap.Variable[]> {
    const { variables } = await this.#link.request("variables", {
      reference: args.variablesReference,
      ...(args.start === undefined ? {} : { start: args.start }),
      // DAP: a count of 0 means all.
      ...(args.count === undefined || args.count === 0 ? {} : { count: args.count }),
      ...(args.filter === undefined ? {} : { filter: args.filter }),
    });
    return variables.map((variable) => this.#toDap(variable));
  }

  async set(args: Dap.SetVariableArguments): Promise<Dap.SetVariableResponse["body"]> {
    const { variablesReference: reference, name, value } = args;
    return this.#toDap(await this.#link.request("setVariable", { reference, name, value }));
  }

  /** Assigns to a member, e.g. `event.query` or `state["a b"]`: the expression before it yields what holds it. */
  async setExpression(args: Dap.SetExpressionArguments): Promise<Dap.SetExpressionResponse["body"]> {
    const member = MEMBER.exec(args.expression.trim())?.groups;
    const holder = member?.["holder"];
    const name = member?.["name"] ?? member?.["index"] ?? unquote(member?.["key"]);
    if (holder === undefined || name === undefined) throw errors.notAssignable(args.expression);
    const parent = await this.evaluate(holder, args.frameId, "watch");
    if (parent.variablesReference === 0) throw errors.notAssignable(args.expression);
    return this.set({ variablesReference: parent.variablesReference, name, value: args.value });
  }

  async evaluate(
    expression: string,
    frameId: number | undefined,
    context: ProbeRequests["evaluate"]["arguments"]["context"],
  ): Promise<Dap.EvaluateResponse["body"]> {
    const answer = await this.#link.request("evaluate", {
      expression,
      context,
      ...(frameId === undefined ? {} : { frameId }),
    });
    const { name: _, value, ...rest } = this.#toDap({ ...answer, name: "" });
    return { ...rest, result: value };
  }

  location(reference: number): Place | undefined {
    return this.#places[reference - 1];
  }

  #toDap(variable: ProbeVariable): Dap.Variable {
    const place = variable.eventName === undefined ? undefined : this.#knowledge.event(variable.eventName);
    return {
      name: variable.name,
      value: variable.value,
      variablesReference: variable.reference,
      ...(variable.type === undefined ? {} : { type: variable.type }),
      ...(variable.namedCount === undefined ? {} : { namedVariables: variable.namedCount }),
      ...(variable.indexedCount === undefined ? {} : { indexedVariables: variable.indexedCount }),
      ...(variable.evaluateName === undefined ? {} : { evaluateName: variable.evaluateName }),
      ...(variable.kind === undefined && variable.attributes === undefined
        ? {}
        : {
            presentationHint: {
              ...(variable.kind === undefined ? {} : { kind: variable.kind }),
              ...(variable.attributes === undefined ? {} : { attributes: variable.attributes }),
            },
          }),
      ...(place === undefined ? {} : { valueLocationReference: this.#places.push(place) }),
    };
  }
}

// An expression, then its last member: .name, [3] or ["key"].
const MEMBER =
  /^(?<holder>.+?)(?:\.(?<name>[\p{L}\p{N}_$]+)|\[(?<index>\d+)\]|\[(?<key>"(?:[^"\\]|\\.)*"|'[^'\\]*')\])$/su;

function unquote(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return text.startsWith("'") ? text.slice(1, -1) : String(JSON.parse(text));
}

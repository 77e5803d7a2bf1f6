/** Scopes, variables and expressions of a stopped run: the probe's answers in DAP's terms. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { Knowledge, Place } from "./knowledge.ts";

/** The probe counts its references from 1. */
const FIRST_OUTPUT = 2 ** 30;

type ProbeVariable = ProbeRequests["setVariable"]["body"];

export class Variables {
  readonly #link: DebuggeeLink;
  readonly #knowledge: Knowledge;
  /** Where event classes are declared, by the reference that a variable carries. */
  readonly #places: Place[] = [];
  /** What was printed so that it can be expanded: it stays in the console when the program goes on. */
  readonly #outputs: Dap.Variable[] = [];

  constructor(link: DebuggeeLink, knowledge: Knowledge) {
    this.#link = link;
    this.#knowledge = knowledge;
  }

  /**
   * A reference for an output event: its one child is the value. (A client shows an output's text only where what the
   * reference leads to is a single value, which it then makes expandable.)
   */
  inOutput(name: string, value: string, reference: number): number {
    const id = FIRST_OUTPUT + this.#outputs.length;
    this.#outputs.push({ name, value, variablesReference: reference });
    return id;
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
    const printed = this.#outputs[args.variablesReference - FIRST_OUTPUT];
    if (printed !== undefined) return [printed];
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
    const variable = this.#toDap(await this.#link.request("setVariable", { reference, name, value }));
    // The client knows the rest from the variable that it shows.
    const { name: _, evaluateName: _name, presentationHint: _hint, ...body } = variable;
    return body;
  }

  /** Assigns to a member of the event or the state, e.g. `event.query` or `state.users[0]["full name"]`. */
  async setExpression({
    expression,
    value,
    frameId,
  }: Dap.SetExpressionArguments): Promise<Dap.SetVariableResponse["body"]> {
    const [root, ...names] = memberPath(expression) ?? [];
    const name = names.pop();
    const scopeName = root === "event" ? "Event" : root === "state" ? "State" : undefined;
    if (scopeName === undefined || name === undefined || frameId === undefined) throw errors.notAssignable(expression);
    let reference = (await this.scopes(frameId)).find((scope) => scope.name === scopeName)?.variablesReference ?? 0;
    for (const step of names) {
      const { variables } = await this.#link.request("variables", { reference });
      reference = variables.find((variable) => variable.name === step)?.reference ?? 0;
      if (reference === 0) throw errors.notAssignable(expression);
    }
    return this.set({ variablesReference: reference, name, value });
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
    const { name: _, evaluateName: _name, value, ...rest } = this.#toDap({ ...answer, name: "" });
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

/** The names along a path of members: `state.users[0]["full name"]` is state, users, 0, full name. Undefined for anything else. */
function memberPath(expression: string): string[] | undefined {
  const text = expression.trim();
  const root = /^[\p{L}\p{N}_$]+/u.exec(text)?.[0];
  if (root === undefined) return undefined;
  const path = [root];
  // .name, [3], ["key"] or ['key'], one after the other.
  const member = /\.([\p{L}\p{N}_$]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\['([^'\\]*)'\]/uy;
  member.lastIndex = root.length;
  while (member.lastIndex < text.length) {
    const match = member.exec(text);
    if (match === null) return undefined;
    const [, name, index, quoted, key] = match;
    path.push(name ?? index ?? (quoted === undefined ? (key ?? "") : String(JSON.parse(quoted))));
  }
  return path;
}

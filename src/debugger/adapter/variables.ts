/** Scopes, variables and expressions of a stopped run: the probe's answers in DAP's terms. */
import type { DebugProtocol as Dap } from "@vscode/debugprotocol";
import type { ProbeRequests } from "../protocol/probe.ts";
import type { DebuggeeLink } from "./debuggee-link.ts";
import { errors } from "./errors.ts";
import type { Knowledge, Place } from "./knowledge.ts";
import { memberPath } from "./member-path.ts";

/** The probe counts its references from 1. */
const FIRST_OUTPUT = 2 ** 30;
/** Names of one object that an assignment looks through. */
const MAX_NAMES = 100_000;

type ProbeVariable = ProbeRequests["setVariable"]["body"];

export class Variables {
  readonly #link: DebuggeeLink;
  readonly #knowledge: Knowledge;
  /** Where event classes are declared, by the reference that a variable carries: as many as there are classes. */
  readonly #places: Place[] = [];
  readonly #references = new Map<string, number>();
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

  async readMemory({
    memoryReference,
    offset = 0,
    count,
  }: Dap.ReadMemoryArguments): Promise<Dap.ReadMemoryResponse["body"]> {
    const { data, length } = await this.#link.request("memory", { reference: Number(memoryReference), offset, count });
    const read = Math.floor((data.length * 3) / 4) - (data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0);
    const unreadable = Math.max(0, Math.min(count, offset + count - length));
    return {
      address: String(offset),
      data,
      ...(read < count && unreadable > 0 ? { unreadableBytes: unreadable } : {}),
    };
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
    const target = frameId === undefined ? undefined : await this.member(expression, frameId);
    if (target === undefined) throw errors.notAssignable(expression);
    return this.set({ ...target, value });
  }

  /** The variable that an expression names, by its container; undefined where it names no part of the event or the state. */
  async member(expression: string, frameId: number): Promise<{ variablesReference: number; name: string } | undefined> {
    const [root, ...names] = memberPath(expression) ?? [];
    const name = names.pop();
    const scopeName = root === "event" || root === "events" ? "Event" : root === "state" ? "State" : undefined;
    if (scopeName === undefined || name === undefined) return undefined;
    let variablesReference =
      (await this.scopes(frameId)).find((scope) => scope.name === scopeName)?.variablesReference ?? 0;
    for (const step of names) {
      variablesReference = await this.#child(variablesReference, step);
      if (variablesReference === 0) return undefined;
    }
    return { variablesReference, name };
  }

  /** A numbered one is asked for alone: the list may be long. */
  async #child(reference: number, name: string): Promise<number> {
    const index = /^\d+$/.test(name) ? Number(name) : undefined;
    const { variables } = await this.#link.request("variables", {
      reference,
      ...(index === undefined ? { count: MAX_NAMES } : { start: index, count: 1, filter: "indexed" }),
    });
    return variables.find((variable) => variable.name === name)?.reference ?? 0;
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

  #referenceTo(place: Place): number {
    const key = `${place.path}:${place.line}:${place.column}`;
    let reference = this.#references.get(key);
    if (reference === undefined) {
      reference = this.#places.push(place);
      this.#references.set(key, reference);
    }
    return reference;
  }

  #toDap(variable: ProbeVariable): Dap.Variable {
    const place = variable.eventName === undefined ? undefined : this.#knowledge.event(variable.eventName);
    return {
      name: variable.name,
      value: variable.value,
      variablesReference: variable.reference,
      ...(variable.isBinary ? { memoryReference: String(variable.reference) } : {}),
      ...(variable.type === undefined ? {} : { type: variable.type }),
      ...(variable.namedCount === undefined ? {} : { namedVariables: variable.namedCount }),
      ...(variable.indexedCount === undefined ? {} : { indexedVariables: variable.indexedCount }),
      ...(variable.evaluateName === undefined ? {} : { evaluateName: variable.evaluateName }),
      ...(variable.kind === undefined && variable.attributes === undefined && variable.lazy === undefined
        ? {}
        : {
            presentationHint: {
              ...(variable.kind === undefined ? {} : { kind: variable.kind }),
              ...(variable.attributes === undefined ? {} : { attributes: variable.attributes }),
              ...(variable.lazy === undefined ? {} : { lazy: variable.lazy }),
            },
          }),
      ...(place === undefined ? {} : { valueLocationReference: this.#referenceTo(place) }),
    };
  }
}

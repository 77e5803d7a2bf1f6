/** The configuration of an attach: which program, and with what. */
import { resolve } from "node:path";
import { z } from "zod";
import { type ListeningProgram, listeningPrograms } from "../protocol/listening-programs.ts";
import { flag, readKeys, sharedKeys, text } from "./configuration-keys.ts";
import { errors } from "./errors.ts";
import type { SessionConfiguration } from "./session-configuration.ts";

const NUMBER = "the number of a process";

const attachConfiguration = z.object({
  ...sharedKeys,
  address: text.optional(),
  token: text.optional(),
  // What a command of the editor picks is a text.
  processId: z.union([z.number().int().positive(), z.string().regex(/^\s*\d+\s*$/, NUMBER)], NUMBER).optional(),
  noDebug: flag.optional(),
});

export interface AttachConfiguration extends SessionConfiguration {
  readonly request: "attach";
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

const HOW = 'start the program with "node --import stepwright/debug", which prints both';

/** @throws UserError `wrongConfiguration` */
export function readAttachConfiguration(args: Readonly<Record<string, unknown>>): AttachConfiguration {
  const { value, problems } = readKeys(attachConfiguration, args, "attach");
  const { address, token, processId } = value;
  if (processId === undefined && address === undefined) {
    problems.push(`It says neither "processId" nor "address" and "token": ${HOW}.`);
  }
  if (processId !== undefined && address !== undefined) problems.push('Give "processId" or "address", not both.');
  if (address !== undefined && token === undefined) problems.push(`"address" needs "token": ${HOW}.`);
  if (token !== undefined && address === undefined && processId === undefined)
    problems.push('"token" needs "address".');
  const place = /^(?:(127\.0\.0\.1|localhost|\[::1\]):)?(\d{1,5})$/.exec(address ?? "0");
  if (place === null) problems.push(`"address" must be like "127.0.0.1:49152"; it is ${JSON.stringify(address)}.`);
  if (problems.length > 0 || place === null) throw errors.wrongConfiguration(problems);

  const program = processId === undefined ? undefined : find(Number(processId));
  const [host = "", port = ""] = program?.address.split(":") ?? [place[1] ?? "127.0.0.1", place[2]];
  return {
    request: "attach",
    name: typeof args["name"] === "string" ? args["name"] : "Stepwright",
    program: program?.program || undefined,
    cwd: resolve(value.cwd ?? program?.cwd ?? process.cwd()),
    host: host === "localhost" ? "127.0.0.1" : host.replace(/^\[|\]$/g, ""),
    port: Number(port),
    token: program?.token ?? token ?? "",
    stopOnEntry: value.stopOnEntry ?? false,
    breakOnEvents: value.breakOnEvents ?? [],
    javascript: value.__javascript === true && value.javascript !== false && !value.noDebug,
    autoAttachChildProcesses: value.autoAttachChildProcesses ?? true,
    readsOutput: false,
    record: typeof value.record === "string" ? resolve(value.cwd ?? process.cwd(), value.record) : value.record,
    trace: value.trace ?? false,
    noDebug: value.noDebug ?? false,
  };
}

function find(pid: number): ListeningProgram {
  const programs = listeningPrograms();
  const found = programs.find((program) => program.pid === pid);
  if (found !== undefined) return found;
  const others = programs.map((program) => `${program.pid} (${program.program})`).join(", ");
  throw errors.wrongConfiguration([
    `Process ${pid} cannot be attached to: it has ended, or was not started with "node --import stepwright/debug".`,
    others === "" ? "No other process was either." : `These were: ${others}.`,
  ]);
}

#!/usr/bin/env node
/** The program `stepwright`. */
import { readFileSync } from "node:fs";
import { CommandError, EXIT, nearest, UsageError } from "./command.ts";
import { commands } from "./commands.ts";

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--version" || name === "-v") return print(version());
  if (name === undefined) {
    process.stderr.write(help());
    return EXIT.usage;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    const [about] = rest;
    return print(about === undefined ? help() : helpFor(about));
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(unknownCommand(name));
  const own = rest.indexOf("--") < 0 ? rest : rest.slice(0, rest.indexOf("--"));
  if (own.includes("--help") || own.includes("-h")) return print(helpFor(name));
  const run = await command.load();
  return run(rest);
}

function unknownCommand(name: string): string {
  const names = Object.keys(commands);
  const kind = name.startsWith("-") ? "option" : "command";
  const near = nearest(name, kind === "option" ? ["--help", "--version"] : names);
  const hint = near ? `Did you mean ${near}?` : `Commands: ${names.join(", ")}.`;
  return `Unknown ${kind} ${name}. ${hint}`;
}

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const list = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: stepwright COMMAND [options]\n\nCommands:\n${list.join("\n")}\n\nOptions:\n  -h, --help     This help; stepwright COMMAND --help for one command\n  -v, --version  The version\n`;
}

function helpFor(name: string): string {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(unknownCommand(name));
  return `Usage: stepwright ${name} ${command.usage}\n\n${command.summary}.\n`;
}

function print(text: string): number {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  return EXIT.ok;
}

/** The package's; its package.json lies above both `src/cli` and `dist/cli`. */
function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  return version;
}

try {
  // Not process.exit: what was written to a pipe may still be on its way.
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`stepwright: ${error.message}\nstepwright --help lists the commands and their options.\n`);
    process.exitCode = EXIT.usage;
  } else if (error instanceof CommandError) {
    process.stderr.write(`stepwright: ${error.message}\n`);
    process.exitCode = EXIT.failed;
  } else {
    throw error;
  }
}

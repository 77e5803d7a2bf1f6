import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Log } from "sarif";
import { type Diagnostic, SEVERITIES, type Severity } from "../analysis/diagnostics/diagnostic.ts";

/** How `stepwright check` prints what it found. */
export const formats = { text, json, sarif, github } as const;

/** The page that explains the codes, as it was installed. */
const DOCUMENTATION = new URL("../../docs/diagnostics.md", import.meta.url);

/** A line each, as editors and terminals make links of it, and a summary. */
function text(found: readonly Diagnostic[], files: number): string {
  const lines = found.map(({ range, severity, code, message }) => {
    return `${shortPath(range.file)}:${range.startLine}:${range.startColumn} ${severity} ${code}: ${message}\n`;
  });
  const count = (severity: Severity, one: string, many: string): string => {
    const number = found.filter((each) => each.severity === severity).length;
    return `${number} ${number === 1 ? one : many}`;
  };
  const summary = `${count("error", "error", "errors")}, ${count("warning", "warning", "warnings")} in ${files} ${files === 1 ? "file" : "files"}\n`;
  return lines.join("") + (lines.length > 0 ? "\n" : "") + summary;
}

function json(found: readonly Diagnostic[]): string {
  return `${JSON.stringify(found, undefined, 2)}\n`;
}

/** For code scanning services: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
function sarif(found: readonly Diagnostic[]): string {
  const codes = Object.keys(SEVERITIES);
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "stepwright",
            rules: Object.entries(SEVERITIES).map(([id, severity]) => ({
              id,
              shortDescription: { text: id.replaceAll("-", " ") },
              help: { text: `docs/diagnostics.md#${id}` },
              helpUri: `${DOCUMENTATION.href}#${id}`,
              defaultConfiguration: { level: sarifLevel(severity) },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: found.map(({ code, severity, message, range }) => ({
          ruleId: code,
          ruleIndex: codes.indexOf(code),
          level: sarifLevel(severity),
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(range.file) },
                region: {
                  startLine: range.startLine,
                  startColumn: range.startColumn,
                  endLine: range.endLine,
                  endColumn: range.endColumn,
                },
              },
            },
          ],
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** Workflow commands of GitHub Actions, which become annotations of the changed lines. */
function github(found: readonly Diagnostic[]): string {
  const lines = found.map(({ code, severity, message, range }) => {
    const kind = severity === "info" ? "notice" : severity;
    const place = {
      file: shortPath(range.file),
      line: range.startLine,
      endLine: range.endLine,
      col: range.startColumn,
      title: `stepwright ${code}`,
    };
    const properties = Object.entries(place).map(([key, value]) => `${key}=${githubProperty(`${value}`)}`);
    return `::${kind} ${properties.join(",")}::${githubText(message)}\n`;
  });
  return lines.join("");
}

function githubText(value: string): string {
  return value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function githubProperty(value: string): string {
  return githubText(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function sarifLevel(severity: Severity): "error" | "warning" | "note" {
  return severity === "info" ? "note" : severity;
}

/** As seen from where the command runs, unless that is further away than the whole path. */
function shortPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

function uriOf(file: string): string {
  const path = shortPath(file);
  return path === file ? pathToFileURL(file).href : path.split(/[\\/]/).map(encodeURIComponent).join("/");
}

export * from "./file-journal.ts";

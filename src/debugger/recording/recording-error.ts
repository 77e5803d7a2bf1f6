/** A file that is no recording, or one that this version cannot read. The message is for the user. */
export class RecordingError extends Error {}

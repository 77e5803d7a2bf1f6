/** Icons on a 16 × 16 grid, in the manner of VS Code's own: the shapes it uses for methods and events, and ours. */

const STROKED = {
  step: "M8 1.8 13.5 4.7v6.6L8 14.2 2.5 11.3V4.7zM2.5 4.7 8 7.6l5.5-2.9M8 7.6v6.6",
  catchError: "M8 1.6l5.3 1.9v4.2c0 3.2-2.2 5.5-5.3 6.7-3.1-1.2-5.3-3.5-5.3-6.7V3.5zM5.4 7.9l1.9 1.9 3.4-3.6",
  person: "M8 2.2a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4zM2.8 13.8c.4-3.2 2.5-4.7 5.2-4.7s4.8 1.5 5.2 4.7",
  inputRequired:
    "M2.2 2.6h11.6v8.2H8.2l-3.4 2.9v-2.9H2.2zM6.4 5.7c0-1 .7-1.5 1.6-1.5s1.7.5 1.7 1.4c0 1.2-1.7 1.2-1.7 2.3M8 9.1v.2",
  humanResponse: "M13.8 2.6H2.2v8.2h5.6l3.4 2.9v-2.9h2.6zM5.2 6.8l2 1.9 3.6-3.8",
  stepFailed: "M8 2 14.4 13.6H1.6zM8 6.2v3.6M8 11.4v.3",
  child: "M5.5 2h5v3.4h-5zM1.8 10.6h5V14h-5zM9.2 10.6h5V14h-5zM8 5.4v2.6M4.3 10.6V8h7.4v2.6",
  streamed: "M2 5.6c2-3 4 3 6 0s4 3 6 0M2 10.4c2-3 4 3 6 0s4 3 6 0",
  zoomIn: "M8 3v10M3 8h10",
  zoomOut: "M3 8h10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.4 4h.4M2.4 8h.4M2.4 12h.4",
  find: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4 14 14",
  help: "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8zM6.2 6.3c0-1.1.8-1.7 1.8-1.7s1.8.6 1.8 1.6c0 1.3-1.8 1.4-1.8 2.5M8 11v.2",
  expand: "M4 6.2 8 10.2l4-4",
  collapse: "M4 9.8 8 5.8l4 4",
  more: "M3.2 8h.3M7.9 8h.3M12.6 8h.3",
  close: "M4 4l8 8M12 4l-8 8",
} as const;

const FILLED = {
  event: "M9.4 1.4 3.7 9h3.7l-.9 5.6L12.3 7H8.5z",
  start: "M4.6 2.6v10.8L13.2 8z",
  stop: "M4 4h8v8H4z",
  held: "M3 3.2h5.4L13.6 8l-5.2 4.8H3z",
} as const;

export type IconName = keyof typeof STROKED | keyof typeof FILLED;

/** Path data, and whether it is filled or drawn as a line. */
export function iconPath(name: IconName): { readonly d: string; readonly filled: boolean } {
  const filled = name in FILLED;
  return { d: filled ? FILLED[name as keyof typeof FILLED] : STROKED[name as keyof typeof STROKED], filled };
}

/** Options in `NODE_OPTIONS`: every process and worker thread that is started from now on gets them. */

export function addNodeOption(option: string): void {
  const { env } = process;
  const options = env["NODE_OPTIONS"] ?? "";
  if (!options.includes(option)) env["NODE_OPTIONS"] = options === "" ? option : `${options} ${option}`;
}

export function removeNodeOption(option: string): void {
  const { env } = process;
  const options = (env["NODE_OPTIONS"] ?? "").replace(option, "").trim();
  if (options === "") delete env["NODE_OPTIONS"];
  else env["NODE_OPTIONS"] = options;
}

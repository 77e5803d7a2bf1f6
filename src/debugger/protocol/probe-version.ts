/** What adapter and probe must agree on before anything else. Apart from the schemas, so that the probe loads without zod. */
export const PROBE_PROTOCOL_VERSION = 1;
export const PROBE_ENVIRONMENT_VARIABLE = "STEPWRIGHT_PROBE";

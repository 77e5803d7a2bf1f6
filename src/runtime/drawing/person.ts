/** The one who is asked. */
export const PERSON = { id: "external:person", kind: "external", label: "person" } as const;

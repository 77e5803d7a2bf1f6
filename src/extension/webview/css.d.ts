/** esbuild collects these into the bundle's style sheet. */
declare module "*.css";

/** The variables VS Code gives a webview, as in its own themes (the ones the graph uses). */
export type ThemeName = "dark" | "light" | "highContrast" | "highContrastLight";

interface Theme {
  /** Class of the body. */
  readonly kind: string;
  readonly colors: Readonly<Record<string, string>>;
}

const dark = {
  "editor-background": "#1f1f1f",
  "sideBar-background": "#181818",
  foreground: "#cccccc",
  descriptionForeground: "#9d9d9d",
  focusBorder: "#0078d4",
  "panel-border": "#2b2b2b",
  "charts-blue": "#3794ff",
  "charts-green": "#89d185",
  "charts-purple": "#b180d7",
  "charts-orange": "#d18616",
  "charts-yellow": "#cca700",
  "charts-red": "#f14c4c",
  "symbolIcon-methodForeground": "#b180d7",
  "debugIcon-breakpointForeground": "#e51400",
  "debugIcon-breakpointDisabledForeground": "#848484",
  "debugIcon-breakpointCurrentStackframeForeground": "#ffcc00",
  "editorHoverWidget-background": "#202020",
  "editorHoverWidget-foreground": "#cccccc",
  "editorHoverWidget-border": "#454545",
  "widget-shadow": "#0000005c",
  "dropdown-background": "#313131",
  "dropdown-foreground": "#cccccc",
  "dropdown-border": "#3c3c3c",
  "input-background": "#313131",
  "button-background": "#0078d4",
  "button-foreground": "#ffffff",
  "button-hoverBackground": "#026ec1",
  "badge-background": "#616161",
  "badge-foreground": "#f8f8f8",
  "textLink-foreground": "#4daafc",
  "progressBar-background": "#0078d4",
  "toolbar-hoverBackground": "#5a5d5e50",
  "list-hoverBackground": "#2a2d2e",
  "list-activeSelectionBackground": "#04395e",
  "list-activeSelectionForeground": "#ffffff",
  errorForeground: "#f85149",
};

const light = {
  ...dark,
  "editor-background": "#ffffff",
  "sideBar-background": "#f8f8f8",
  foreground: "#3b3b3b",
  descriptionForeground: "#3b3b3b",
  focusBorder: "#005fb8",
  "panel-border": "#e5e5e5",
  "charts-blue": "#1a85ff",
  "charts-green": "#388a34",
  "charts-purple": "#652d90",
  "charts-orange": "#d18616",
  "charts-yellow": "#bf8803",
  "charts-red": "#e51400",
  "symbolIcon-methodForeground": "#652d90",
  "debugIcon-breakpointCurrentStackframeForeground": "#be8700",
  "editorHoverWidget-background": "#f8f8f8",
  "editorHoverWidget-foreground": "#3b3b3b",
  "editorHoverWidget-border": "#c8c8c8",
  "widget-shadow": "#00000029",
  "dropdown-background": "#ffffff",
  "dropdown-foreground": "#3b3b3b",
  "dropdown-border": "#cecece",
  "input-background": "#ffffff",
  "button-background": "#005fb8",
  "badge-background": "#cccccc",
  "badge-foreground": "#3b3b3b",
  "textLink-foreground": "#005fb8",
  "list-hoverBackground": "#f2f2f2",
  "list-activeSelectionBackground": "#e8e8e8",
  "list-activeSelectionForeground": "#000000",
};

const highContrast = {
  ...dark,
  "editor-background": "#000000",
  "sideBar-background": "#000000",
  foreground: "#ffffff",
  descriptionForeground: "#ffffffb3",
  focusBorder: "#f38518",
  contrastBorder: "#6fc3df",
  contrastActiveBorder: "#f38518",
  "panel-border": "#6fc3df",
  "editorHoverWidget-background": "#0c141f",
  "editorHoverWidget-foreground": "#ffffff",
  "editorHoverWidget-border": "#6fc3df",
  "badge-background": "#000000",
  "badge-foreground": "#ffffff",
};

const highContrastLight = {
  ...light,
  foreground: "#292929",
  focusBorder: "#006bbd",
  contrastBorder: "#0f4a85",
  contrastActiveBorder: "#006bbd",
  "badge-background": "#0f4a85",
  "badge-foreground": "#ffffff",
};

export const themes: Readonly<Record<ThemeName, Theme>> = {
  dark: { kind: "vscode-dark", colors: dark },
  light: { kind: "vscode-light", colors: light },
  highContrast: { kind: "vscode-high-contrast", colors: highContrast },
  highContrastLight: { kind: "vscode-high-contrast vscode-high-contrast-light", colors: highContrastLight },
};

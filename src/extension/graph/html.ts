/** The page of the graph's webview. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** What the webview's own files come from, for the content security policy. */
  readonly source: string;
  /** New for each page. */
  readonly nonce: string;
  /** A view takes the side bar's background, a tab the editor's. */
  readonly place: "view" | "tab";
}

/** Nothing may run but our script, nothing may be loaded but our style sheet; `data:` is for the export as PNG. */
export function graphPage({ script, style, source, nonce, place }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source}; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Workflow Graph</title>
</head>
<body data-place="${place}">
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}

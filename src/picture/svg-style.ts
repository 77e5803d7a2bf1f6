/** The style sheet of a picture in a file: literal colours, which every program that shows SVG understands. */
import { FONT_FAMILY } from "./fonts.ts";
import type { NodeRole } from "./model.ts";

interface Theme {
  readonly canvas: string;
  readonly text: string;
  readonly muted: string;
  readonly step: string;
  readonly event: string;
  readonly start: string;
  readonly stop: string;
  readonly human: string;
  readonly error: string;
}

const LIGHT: Theme = {
  ...{ canvas: "#ffffff", text: "#3b3b3b", muted: "#616161", step: "#652d90", event: "#1a85ff" },
  ...{ start: "#388a34", stop: "#652d90", human: "#d18616", error: "#e51400" },
};
const DARK: Theme = {
  ...{ canvas: "#1f1f1f", text: "#cccccc", muted: "#9d9d9d", step: "#b180d7", event: "#3794ff" },
  ...{ start: "#89d185", stop: "#b180d7", human: "#d18616", error: "#f14c4c" },
};

const INKS: Readonly<Record<NodeRole, keyof Theme>> = {
  ...{ step: "step", child: "step", catchError: "error", stepFailed: "error", event: "event", streamed: "event" },
  ...{ start: "start", stop: "stop", inputRequired: "human", humanResponse: "human", person: "human" },
};

/** Light, and dark for those who read in the dark; later rules win. */
export function svgStyle(): string {
  return `${FORMS}${colours(LIGHT)}@media (prefers-color-scheme: dark) {\n${colours(DARK)}}\n`;
}

const FORMS = `text { font-family: ${FONT_FAMILY}; font-size: 12.5px }
.title, .is-step .name { font-weight: bold }
.title { font-size: 14px }
.is-step .name { font-size: 13px }
.detail { font-size: 11px; font-weight: normal }
.body, .sides, .behind, .rim { stroke-width: 1.2 }
.sides, .line, .inner, .stroked { fill: none }
.stroked { stroke-width: 1.3; stroke-linecap: round; stroke-linejoin: round }
.line { stroke-width: 1.3 }
.inner { stroke-width: 2 }
.streamed .body, .child .line { stroke-dasharray: 2 3 }
.send .line { stroke-dasharray: 6 4 }
.stream .line { stroke-dasharray: 1.5 4; stroke-linecap: round }
.fail .line { stroke-dasharray: 10 4 }
.prompt .line, .wait .line, .person .line { stroke-dasharray: 8 3 2 3 }
.list .line { stroke-width: 4.6; stroke-dasharray: none }
`;

function colours(theme: Theme): string {
  const { canvas, text } = theme;
  const on = (colour: string, part: number): string => mixed(colour, canvas, part);
  const roles = Object.entries(INKS).map(([role, name]) => {
    const ink = theme[name];
    const node = `.node.${role}`;
    const icon = `${node} .stroked { stroke: ${ink} }\n${node} .filled { fill: ${ink} }\n`;
    const plain = role === "step" || role === "child";
    const fill = plain ? on(text, 0.05) : role === "streamed" ? canvas : on(ink, 0.13);
    const line = plain ? on(text, 0.32) : on(ink, 0.62);
    return `${node} .body { fill: ${fill}; stroke: ${line} }\n${node} .behind, ${node} .rim, ${node} .sides { stroke: ${line} }\n${icon}`;
  });
  const arrow = on(text, 0.58);
  const human = on(theme.human, 0.75);
  const failure = on(theme.error, 0.75);
  const asking = (part: string): string =>
    [".prompt", ".wait", ".edge.person"].map((kind) => `${kind} ${part}`).join(", ");
  return `.canvas { fill: ${canvas} }
.frame { fill: ${on(text, 0.02)}; stroke: ${on(text, 0.14)} }
.title, .name { fill: ${text} }
.detail { fill: ${theme.muted} }
.behind, .rim { fill: ${canvas} }
.join { fill: ${on(text, 0.7)} }
${roles.join("")}.node.group-open .body { fill: ${on(text, 0.03)} }
.line { stroke: ${arrow} }
.head { fill: ${arrow} }
.inner { stroke: ${canvas} }
${asking(".line")} { stroke: ${human} }
${asking(".head")} { fill: ${human} }
.fail .line { stroke: ${failure} }
.fail .head { fill: ${failure} }
`;
}

/** `part` of one colour over another. */
function mixed(colour: string, ground: string, part: number): string {
  const channel = (text: string, index: number): number =>
    Number.parseInt(text.slice(1 + 2 * index, 3 + 2 * index), 16);
  const channels = [0, 1, 2].map((index) =>
    Math.round(channel(colour, index) * part + channel(ground, index) * (1 - part)),
  );
  return `#${channels.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

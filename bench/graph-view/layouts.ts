/** The same sketch laid out by elkjs as the graph view does it, by dagre, and by Graphviz. */
import elkjs from "elkjs/lib/elk.bundled.js";
import { FILE_METRICS } from "../../src/picture/fonts.ts";
import { layoutWorkflow } from "../../src/picture/layout.ts";
import { nodeBox } from "../../src/picture/node-box.ts";
import type { Sketch } from "../../src/picture/sketch.ts";
import type { Peers } from "./peers.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface LaidOut {
  /** Upper left corner and size, by id. */
  readonly nodes: ReadonlyMap<string, Point & { readonly width: number; readonly height: number }>;
  readonly edges: readonly { readonly from: string; readonly to: string; readonly points: readonly Point[] }[];
}

export interface Layout {
  readonly title: string;
  run(sketch: Sketch): Promise<LaidOut>;
}

export async function layouts(peers: Peers): Promise<Layout[]> {
  return [elk(), await dagre(peers), await graphviz(peers)];
}

function elk(): Layout {
  const engine = new elkjs.default();
  return {
    title: "elkjs",
    run: async (sketch) => {
      const { nodes, edges } = await layoutWorkflow(engine, sketch, FILE_METRICS);
      return { nodes: new Map(nodes.map((node) => [node.id, node])), edges };
    },
  };
}

interface DagreGraph {
  setGraph(options: object): void;
  setDefaultEdgeLabel(make: () => object): void;
  setNode(id: string, size: object): void;
  setEdge(edge: { v: string; w: string; name: string }, label: object): void;
  node(id: string): { x: number; y: number; width: number; height: number };
  edge(edge: { v: string; w: string; name: string }): { points: Point[] };
}
interface Dagre {
  graphlib: { Graph: new (options: object) => DagreGraph };
  layout(graph: DagreGraph): void;
}

async function dagre(peers: Peers): Promise<Layout> {
  const loaded = (await peers.import("@dagrejs/dagre")) as Dagre & { default?: Dagre };
  const { graphlib, layout } = loaded.default ?? loaded;
  return {
    title: peers.title("@dagrejs/dagre"),
    run: async (sketch) => {
      const graph = new graphlib.Graph({ multigraph: true });
      graph.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 46, edgesep: 18 });
      graph.setDefaultEdgeLabel(() => ({}));
      for (const node of sketch.nodes) graph.setNode(node.id, nodeBox(node, FILE_METRICS));
      const key = ({ from, to, id }: Sketch["edges"][number]) => ({ v: from, w: to, name: id });
      for (const edge of sketch.edges) graph.setEdge(key(edge), {});
      layout(graph);
      return {
        nodes: new Map(
          sketch.nodes.map(({ id }) => {
            const { x, y, width, height } = graph.node(id);
            return [id, { x: x - width / 2, y: y - height / 2, width, height }];
          }),
        ),
        edges: sketch.edges.map((edge) => ({ from: edge.from, to: edge.to, points: graph.edge(key(edge)).points })),
      };
    },
  };
}

interface GraphvizJson {
  bb: string;
  objects: { name: string; pos: string; width: string; height: string }[];
  edges: { id: string; pos: string }[];
}

async function graphviz(peers: Peers): Promise<Layout> {
  const { Graphviz } = (await peers.import("@hpcc-js/wasm-graphviz")) as {
    Graphviz: { load(): Promise<{ layout(dot: string, format: "json", engine: "dot"): string }> };
  };
  const engine = await Graphviz.load();
  const INCH = 72;
  return {
    title: peers.title("@hpcc-js/wasm-graphviz"),
    run: async (sketch) => {
      const quoted = (text: string): string => JSON.stringify(text);
      const lines = [
        'rankdir=TB; splines=ortho; nodesep=0.5; ranksep=0.64; node [shape=box fixedsize=true label=""];',
        ...sketch.nodes.map((node) => {
          const { width, height } = nodeBox(node, FILE_METRICS);
          return `${quoted(node.id)} [width=${width / INCH} height=${height / INCH}];`;
        }),
        ...sketch.edges.map(({ id, from, to }) => `${quoted(from)} -> ${quoted(to)} [id=${quoted(id)}];`),
      ];
      const { bb, objects, edges } = JSON.parse(
        engine.layout(`digraph { ${lines.join("\n")} }`, "json", "dot"),
      ) as GraphvizJson;
      const top = Number(bb.split(",")[3]);
      const points = new Map(edges.map(({ id, pos }) => [id, controlPoints(pos, top)]));
      return {
        nodes: new Map(
          objects.map(({ name, pos, width, height }) => {
            const [x = 0, y = 0] = pos.split(",").map(Number);
            const [w, h] = [Number(width) * INCH, Number(height) * INCH];
            return [name, { x: x - w / 2, y: top - y - h / 2, width: w, height: h }];
          }),
        ),
        edges: sketch.edges.map(({ id, from, to }) => ({ from, to, points: points.get(id) ?? [] })),
      };
    },
  };
}

/** `e,x,y x,y x,y …`: with orthogonal lines the control points lie on the line itself. */
function controlPoints(pos: string, top: number): Point[] {
  const parts = pos.split(" ").filter((part) => !/^[es],/.test(part));
  return parts.map((part) => {
    const [x = 0, y = 0] = part.split(",").map(Number);
    return { x, y: top - y };
  });
}

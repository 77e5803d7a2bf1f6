import { type Configuration, DapSession, type LaunchOptions } from "../dap-session.ts";

/** What a feature's session needs beside itself. */
export interface Scene {
  /** An empty folder; TMP in the log. */
  readonly folder: string;
  /** Is in the log what its name says. */
  mask(text: string, name: string): void;
  /** Called after the session. */
  cleanUp(clean: () => unknown): void;
}

/** A session that shows something, to be read in its log. */
export interface Feature {
  readonly launch?: LaunchOptions;
  readonly configuration?: Configuration;
  /** In the place of `launch` and `configuration`. */
  open?(scene: Scene): Promise<DapSession>;
  play(session: DapSession, scene: Scene): Promise<unknown>;
}

export async function begin({ launch = {}, configuration, open }: Feature, scene: Scene): Promise<DapSession> {
  return open ? open(scene) : DapSession.launch({ javascript: false, ...launch }, configuration);
}

export async function goOn(session: DapSession, threadId = 1): Promise<void> {
  await session.client.continueRequest({ threadId });
}

interface Looked {
  readonly frameId: number;
  /** The reference of a scope. */
  scope(name: string): number;
}

/** What an editor asks at every stop. */
export async function lookAround(session: DapSession): Promise<Looked> {
  const { threadId } = await session.stopped();
  await session.client.threadsRequest();
  const { id: frameId } = await session.top(threadId);
  const { scopes } = (await session.client.scopesRequest({ frameId })).body;
  const scope = (name: string): number => scopes.find((each) => each.name === name)?.variablesReference ?? 0;
  await session.client.variablesRequest({ variablesReference: scope("Event") });
  return { frameId, scope };
}

import * as vscode from "vscode";
import type { OpenQuestion, Services } from "../services.ts";
import { answerFields } from "./answer-schema.ts";
import { comments, placeHolder } from "./thread-text.ts";

/** What the "Respond" button hands over: the thread and the text of its reply box. */
interface ThreadReply {
  readonly thread: vscode.CommentThread;
  readonly text: string;
}

/** As package.json binds `stepwright.answerQuestion`. */
const KEYS = process.platform === "darwin" ? "⌘K A" : "Ctrl+K A";

const CLOSED = "This question is no longer open: it was answered, or its run has ended.";

interface QuestionThread {
  readonly question: OpenQuestion;
  readonly thread: vscode.CommentThread;
  readonly controller: vscode.CommentController;
}

/** The person's rejected reply, open for editing. VS Code clears the reply box itself, so this is where the text is kept. */
class DraftReply implements vscode.Comment {
  mode = vscode.CommentMode.Editing;
  readonly author = { name: "Your reply" };
  readonly contextValue = "draft";
  body: string;
  readonly question: OpenQuestion;

  constructor(question: OpenQuestion, text: string) {
    this.question = question;
    this.body = text;
  }
}

/** The questions of the debug sessions as comment threads under the asking steps, each with a reply box. */
export class QuestionThreads implements vscode.Disposable {
  readonly #services: Services;
  readonly #threads = new Map<OpenQuestion, QuestionThread>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(services: Services) {
    this.#services = services;
    this.#subscriptions = [
      services.live.onDidOpenQuestion((question) => this.#open(question)),
      services.live.onDidCloseQuestion((question) => this.#close(question)),
    ];
    for (const question of services.live.questions) this.#open(question);
  }

  /** Sends the text of a thread's reply box. Shows in the thread what is wrong with it. */
  async respond({ thread, text }: ThreadReply): Promise<void> {
    await this.#send(
      [...this.#threads.values()].find((candidate) => candidate.thread === thread),
      text,
    );
  }

  /** Sends a rejected reply as it was edited. */
  async respondDraft(draft: DraftReply): Promise<void> {
    await this.#send(this.#threads.get(draft.question), draft.body);
  }

  async #send(open: QuestionThread | undefined, text: string): Promise<void> {
    if (!open) throw new Error(CLOSED);
    try {
      await this.#services.live.reply(open.question, { text });
    } catch (error) {
      this.#reject(open, text, error instanceof Error ? error.message : String(error));
    }
  }

  /** Takes a rejected reply away; the reply box is there for another one. */
  discard(draft: DraftReply): void {
    const open = this.#threads.get(draft.question);
    if (open) open.thread.comments = comments(open.question, answerFields(open.question.prompt.schema));
  }

  dispose(): void {
    for (const question of [...this.#threads.keys()]) this.#close(question);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  #open(question: OpenQuestion): void {
    const { prompt } = question;
    if (!prompt.source || this.#threads.has(question)) return;
    const fields = answerFields(prompt.schema);
    // A controller of its own: the reply box's placeholder belongs to the controller.
    const controller = vscode.comments.createCommentController(`stepwright.question.${prompt.id}`, "Workflow question");
    controller.options = { prompt: "Reply…", placeHolder: placeHolder(fields) };
    const line = Math.max(0, prompt.source.line - 1);
    const uri = vscode.Uri.file(prompt.source.path);
    const thread = controller.createCommentThread(uri, new vscode.Range(line, 0, line, 0), [
      ...comments(question, fields),
    ]);
    thread.label = `${prompt.workflow} asks${prompt.event === "InputRequiredEvent" ? "" : ` (${prompt.event})`} · ${KEYS} answers by keyboard`;
    thread.canReply = { name: "You" };
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    thread.state = vscode.CommentThreadState.Unresolved;
    this.#threads.set(question, { question, thread, controller });
    void this.#reveal(uri, line);
  }

  /** Brings the question into view and leaves the keyboard where it is. */
  async #reveal(uri: vscode.Uri, line: number): Promise<void> {
    if (!vscode.workspace.getConfiguration("stepwright").get("questions.reveal", true)) return;
    const position = new vscode.Position(line, 0);
    const range = new vscode.Range(position, position);
    try {
      const visible = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.fsPath === uri.fsPath);
      const editor = visible ?? (await vscode.window.showTextDocument(uri, { preserveFocus: true, preview: true }));
      // The thread stands under the line and needs the room.
      editor.revealRange(range, vscode.TextEditorRevealType.AtTop);
    } catch (error) {
      this.#services.log.warn(`The asking step's file could not be opened: ${String(error)}`);
    }
  }

  #reject(open: QuestionThread, text: string, problem: string): void {
    const why = new vscode.MarkdownString();
    why.supportThemeIcons = true;
    why.appendMarkdown("$(error) ").appendText(problem);
    open.thread.comments = [
      ...comments(open.question, answerFields(open.question.prompt.schema)),
      { author: { name: "Not sent" }, body: why, mode: vscode.CommentMode.Preview },
      new DraftReply(open.question, text),
    ];
    open.thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
  }

  #close(question: OpenQuestion): void {
    const open = this.#threads.get(question);
    if (!open) return;
    this.#threads.delete(question);
    open.thread.dispose();
    open.controller.dispose();
  }
}

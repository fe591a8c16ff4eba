/** What somebody began to write, by conversation: it survives a reload, and a look at another conversation. */
const PREFIX = "pytake.draft.";

export type Draft = { text: string; note: boolean };

export function draftOf(conversationId: string): Draft {
  try {
    return {
      text: "",
      note: false,
      ...(JSON.parse(localStorage.getItem(PREFIX + conversationId) ?? "{}") as Partial<Draft>),
    };
  } catch {
    return { text: "", note: false };
  }
}

export function keepDraft(conversationId: string, draft: Draft): void {
  if (draft.text) localStorage.setItem(PREFIX + conversationId, JSON.stringify(draft));
  else localStorage.removeItem(PREFIX + conversationId);
}

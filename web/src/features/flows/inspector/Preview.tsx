import { useTranslation } from "react-i18next";
import { Bubble, MessageContent } from "@/shared/chat";
import type { FlowNode } from "../model/document";
import { rowsOf } from "../model/handles";
import { wording } from "../model/words";

const SPEAKS = new Set(["message", "question", "csat", "transfer", "end"]);

/** What the contact sees, with names still in their braces. */
export function Preview({ node }: { node: FlowNode }) {
  const { t } = useTranslation("flows");
  const { data } = node;
  const body = wording(data.text);
  const listed = rowsOf(data.list);
  const drawn = [data.buttons, data.options].find((one) => Array.isArray(one) && one.length > 0) as
    | unknown[]
    | undefined;
  const options = (drawn ?? []).map((one, at) => {
    const option = typeof one === "string" ? { title: one } : (one as { id?: string; title?: unknown });
    return { id: `${at}`, title: wording(option.title) || "…" };
  });
  if (!SPEAKS.has(node.type) || (!body && options.length === 0 && listed.length === 0)) return null;
  const list = listed.length > 0 || options.length > 3;
  const content = {
    kind: list ? "list" : "button",
    header: wording(data.header),
    body,
    footer: wording(data.footer),
    buttons: list ? [] : options,
    button: wording((data.list as { button?: unknown } | undefined)?.button ?? data.button),
  };
  return (
    <section aria-label={t(($) => $.inspector.preview)} className="rounded-node bg-chat-bg p-3">
      <h3 className="mb-2 text-2xs font-semibold uppercase tracking-wide text-chat-meta">
        {t(($) => $.inspector.preview)}
      </h3>
      <div className="flex flex-col">
        <Bubble side="out" wide>
          <MessageContent type="interactive" content={content} plain={body} />
        </Bubble>
      </div>
    </section>
  );
}

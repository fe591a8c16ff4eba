import { Clock } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Button } from "@/shared/ui";
import type { Conversation } from "../model";

const TemplateDialog = lazily(() => import("./TemplateDialog"), "TemplateDialog");

/** In place of the box when the 24 h window is closed: since when, and the one way to write. */
export function Closed({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const [choosing, setChoosing] = useState(false);
  const until = conversation.window_expires_at;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-node border border-line bg-surface-2 px-4 py-3">
      <Clock className="size-5 shrink-0 text-fg-3" aria-hidden />
      <div className="min-w-0 flex-1 text-sm">
        <b className="block font-medium text-fg">
          {until ? t(($) => $.closed.since, { time: format.dateTime(until) }) : t(($) => $.closed.title)}
        </b>
        <span className="text-fg-2">{t(($) => $.closed.hint)}</span>
      </div>
      <Button look="primary" onPress={() => setChoosing(true)}>
        {t(($) => $.closed.choose)}
      </Button>
      <Suspense>
        {choosing && <TemplateDialog conversation={conversation} onClose={() => setChoosing(false)} />}
      </Suspense>
    </div>
  );
}

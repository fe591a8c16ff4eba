import { Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok, type Schema } from "@/shared/api";
import { Button, useDeed } from "@/shared/ui";
import type { Conversation } from "../model";
import { Part } from "./Part";

type Told = Schema<"SummaryOut"> & { upTo: string | null };

/** What a conversation came to, for who goes on with it. Kept as long as it is looked at. */
export function Summary({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("inbox");
  const [told, setTold] = useState<Told | null>(null);
  const { busy, act } = useDeed();
  const upTo = conversation.last_message_at ?? null;
  const summarize = () =>
    act({
      run: () => ok(api.POST("/api/v1/ai/summarize", { body: { conversation_id: conversation.id } })),
      after: (said) => setTold({ ...said, upTo }),
    });
  return (
    <Part title={t(($) => $.ai.summary)}>
      <div aria-live="polite">
        {told && (
          <>
            <p className="break-words text-fg">{told.summary}</p>
            {told.points.length > 0 && (
              <ul className="mt-2 list-disc pl-4 text-fg-2">
                {told.points.map((point) => (
                  <li key={point} className="break-words">
                    {point}
                  </li>
                ))}
              </ul>
            )}
            {told.upTo !== upTo && <p className="mt-2 text-xs text-warn">{t(($) => $.ai.since)}</p>}
          </>
        )}
      </div>
      <Button
        className={told ? "mt-2" : ""}
        icon={<Sparkles aria-hidden />}
        busy={busy}
        onPress={() => void summarize()}
      >
        {t(($) => (busy ? $.ai.thinking : told ? $.ai.summarizeAgain : $.ai.summarize))}
      </Button>
    </Part>
  );
}

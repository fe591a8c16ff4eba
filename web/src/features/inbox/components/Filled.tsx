import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { WhatsAppText } from "@/shared/chat";
import { fillText } from "../api";

const PAUSE_MS = 300;

/** What the customer will read of a text with variables, or what is wrong with it. */
export function Filled({ conversationId, text }: { conversationId: string; text: string }) {
  const { t } = useTranslation("inbox");
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  // One that is being written is no mistake yet.
  const whole = /\{\{[^}]*$/.test(asked) === false;
  const filled = useQuery({
    queryKey: ["filled", conversationId, asked],
    enabled: whole,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => fillText(conversationId, asked, signal),
  });
  if (!whole) return null;
  if (filled.isError) {
    const error = filled.error;
    return (
      <p role="alert" className="border-b border-line px-3 py-1.5 text-xs text-danger">
        {error instanceof ApiError ? (error.details[0]?.message ?? error.message) : t(($) => $.composer.notFilled)}
      </p>
    );
  }
  if (!filled.data) return null;
  return (
    <div className="border-b border-line px-3 py-1.5 text-xs text-fg-2">
      <span className="font-medium">{t(($) => $.composer.willRead)}</span>
      <div className="max-h-24 overflow-auto text-sm text-fg">
        <WhatsAppText text={filled.data.text} />
      </div>
    </div>
  );
}

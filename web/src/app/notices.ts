import { useTranslation } from "react-i18next";

/** What a notification says. `detail` is who wrote the note, or why. */
export function useSentence(): (kind: string, detail: string) => string {
  const { t } = useTranslation();
  return (kind, detail) => {
    if (kind === "mention") return t(($) => $.bell.mention, { name: detail });
    if (kind === "campaign_alert") return t(($) => $.bell.campaign_alert, { name: detail });
    if (kind === "budget_alert") return t(($) => $.bell.budget_alert, { percent: detail });
    if (kind === "ai_budget_alert") return t(($) => $.bell.ai_budget_alert, { percent: detail });
    if (kind === "webhook_alert") return t(($) => $.bell.webhook_alert, { name: detail });
    return t(($) => (kind === "assignment" ? $.bell.assignment : $.bell.number_alert));
  };
}

/** The browser's own notification, where it was allowed and the page is not in view. */
export function notice(text: string): void {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  if (document.visibilityState === "visible") return;
  const shown = new Notification("PyTake", { body: text, icon: "/app/favicon.svg", tag: text });
  shown.onclick = () => window.focus();
}

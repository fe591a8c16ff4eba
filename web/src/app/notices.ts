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

let player: AudioContext | null = null;
const SECONDS = 0.25;

/** Two short tones, made here: no file, no other origin. Silent before the page was first touched. */
export function chime(): void {
  if (typeof AudioContext === "undefined" || !navigator.userActivation?.hasBeenActive) return;
  player ??= new AudioContext();
  const volume = player.createGain();
  volume.gain.setValueAtTime(0.08, player.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, player.currentTime + SECONDS);
  volume.connect(player.destination);
  const tone = player.createOscillator();
  tone.frequency.setValueAtTime(660, player.currentTime);
  tone.frequency.setValueAtTime(880, player.currentTime + SECONDS / 2);
  tone.connect(volume);
  tone.start();
  tone.stop(player.currentTime + SECONDS);
}

/** The browser's own notification, where it was allowed and the page is not in view. */
export function notice(text: string): void {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  if (document.visibilityState === "visible") return;
  const shown = new Notification("PyTake", { body: text, icon: "/app/favicon.svg", tag: text });
  shown.onclick = () => window.focus();
}

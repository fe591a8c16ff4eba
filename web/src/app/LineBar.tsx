import { WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { useLine } from "@/shared/realtime";

const PATIENCE_MS = 3000;

/** Shown when nothing live has come for three seconds; vanishes by itself. */
export function LineBar() {
  const { t } = useTranslation();
  const format = useFormat();
  const { since, retryAt } = useLine();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (since === null) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [since]);
  if (since === null || now - since < PATIENCE_MS) return null;
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div role="status" className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1 text-xs text-warn">
      <WifiOff className="size-3.5" aria-hidden />
      {t(($) => $.line.since, { time: format.time(since) })}
      <span aria-hidden className="tnum">
        {seconds > 0 ? t(($) => $.line.again, { count: seconds }) : t(($) => $.line.now)}
      </span>
    </div>
  );
}

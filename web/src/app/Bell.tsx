import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import clsx from "clsx";
import { Bell as BellIcon } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, queryClient, useMay, useSession } from "@/shared/api";
import { lazily } from "@/shared/code";
import { useChannels, useEvents } from "@/shared/realtime";
import { IconButton } from "@/shared/ui";
import { notice, useSentence } from "./notices";

const List = lazily(() => import("./NotificationsDrawer"), "NotificationsDrawer");

/** Hears what the person should know: counted anew, told by a sound and the browser when they asked for it. */
export function useNotifications(): void {
  const allowed = useMay("read:conversations");
  const sound = useSession((s) => s.me?.user?.preferences.notifications?.sound ?? true);
  const path = useRouterState({ select: (s) => s.location.pathname });
  const sentence = useSentence();
  useChannels(allowed ? "notifications" : null);
  useEvents((events) => {
    const told = events.filter((event) => event.type === "notification");
    if (told.length === 0) return;
    void queryClient.invalidateQueries({ queryKey: keys.notifications() });
    for (const { data } of told) {
      // What is in view needs no other sign.
      if (document.visibilityState === "visible" && path.includes(String(data.conversation_id ?? "-"))) continue;
      // Fetched when the first thing is told. Without a network there is none: it is said in the console all the same.
      if (sound) import("./chime").then((tones) => tones.chime()).catch(() => undefined);
      notice(sentence(String(data.kind), String(data.detail ?? "")));
    }
  });
}

/** How many things the person should know; opens them. */
export function Bell({ className }: { className?: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const allowed = useMay("read:conversations");
  const heard = useQuery({
    queryKey: keys.notifications(),
    enabled: allowed,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/notifications", { params: { query: { limit: 1 } }, signal })),
  });
  if (!allowed) return null;
  const count = heard.data?.unread ?? 0;
  return (
    <>
      <span className={clsx("relative", className)}>
        <IconButton
          label={count > 0 ? t(($) => $.bell.count, { count }) : t(($) => $.bell.title)}
          onPress={() => setOpen(true)}
        >
          <BellIcon aria-hidden />
        </IconButton>
        {count > 0 && (
          <span
            aria-hidden
            className="tnum pointer-events-none absolute -right-0.5 -top-0.5 min-w-4 rounded-full bg-danger px-1 text-center text-[10px] font-semibold leading-4 text-on-danger"
          >
            {count > 99 ? "99+" : count}
          </span>
        )}
      </span>
      <Suspense>{open && <List onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

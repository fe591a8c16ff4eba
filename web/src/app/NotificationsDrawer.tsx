import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { AtSign, BellOff, Megaphone, Phone, UserCheck, Wallet, Webhook } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, type Schema } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Button, Drawer, Empty, Failed, useDeed } from "@/shared/ui";
import { useSentence } from "./notices";

type Notification = Schema<"NotificationOut">;
const SIGNS: Record<string, typeof AtSign> = {
  mention: AtSign,
  assignment: UserCheck,
  number_alert: Phone,
  campaign_alert: Megaphone,
  budget_alert: Wallet,
  ai_budget_alert: Wallet,
  webhook_alert: Webhook,
};

/** What the person should know, newest first; opening one reads it. */
export function NotificationsDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const router = useRouter();
  const sentence = useSentence();
  const { busy, act } = useDeed();
  const list = useInfiniteQuery({
    queryKey: [...keys.notifications(), "all"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET("/api/v1/notifications", { params: { query: { limit: 30, cursor: pageParam } }, signal })),
    getNextPageParam: ({ pagination }) => pagination.next_cursor ?? undefined,
  });
  const read = (ids: string[] | null) =>
    act({ run: () => ok(api.POST("/api/v1/notifications/read", { body: { ids } })), changes: [keys.notifications()] });
  const open = (one: Notification) => {
    if (!one.read_at) void read([one.id]);
    onClose();
    if (one.conversation_id)
      void router.navigate({ to: "/inbox/$conversationId", params: { conversationId: one.conversation_id } });
    else if (one.whatsapp_config_id)
      void router.navigate({ to: "/settings/numbers/$numberId", params: { numberId: one.whatsapp_config_id } });
    else if (one.kind === "webhook_alert") void router.navigate({ to: "/settings/webhooks" });
    else if (one.kind === "ai_budget_alert") void router.navigate({ to: "/settings/ai" });
  };
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Drawer
      open
      onClose={onClose}
      title={t(($) => $.bell.title)}
      actions={
        rows.some((one) => !one.read_at) && (
          <Button size="form" busy={busy} onPress={() => void read(null)}>
            {t(($) => $.bell.readAll)}
          </Button>
        )
      }
    >
      {list.data ? (
        rows.length > 0 ? (
          <ul className="-mx-2 flex flex-col">
            {rows.map((one) => {
              const Icon = SIGNS[one.kind] ?? BellOff;
              return (
                <li key={one.id}>
                  <button
                    type="button"
                    onClick={() => open(one)}
                    className="flex w-full items-start gap-3 rounded-control px-2 py-2.5 text-left hover:bg-surface-2"
                  >
                    <Icon className="mt-0.5 size-4 shrink-0 text-fg-3" aria-hidden />
                    <span className="min-w-0 flex-1">
                      <span className={one.read_at ? "block text-sm text-fg-2" : "block text-sm font-medium text-fg"}>
                        {sentence(one.kind, one.detail)}
                        {!one.read_at && <span className="sr-only"> ({t(($) => $.bell.unread)})</span>}
                      </span>
                      <span className="block text-xs text-fg-3">{format.relative(one.at)}</span>
                    </span>
                    {!one.read_at && <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-brand" />}
                  </button>
                </li>
              );
            })}
          </ul>
        ) : (
          <Empty icon={<BellOff aria-hidden />} title={t(($) => $.bell.none)}>
            {t(($) => $.bell.noneHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={6} />
      )}
      {list.hasNextPage && (
        <Button
          look="quiet"
          className="mt-2 w-full"
          busy={list.isFetchingNextPage}
          onPress={() => void list.fetchNextPage()}
        >
          {t(($) => $.bell.more)}
        </Button>
      )}
    </Drawer>
  );
}

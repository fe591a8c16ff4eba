import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook as Sign } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, queryClient, useMay } from "@/shared/api";
import { Bones, Button, Confirm, Crumb, Empty, Failed, PageBody, PageHead, Refreshing, useDeed } from "@/shared/ui";
import { type Tried as Answer, deeds, type Webhook, webhooksOptions } from "../api";
import { Deliveries } from "../components/Deliveries";
import { Secret } from "../components/Secret";
import { Tried } from "../components/Tried";
import { WebhookForm } from "../components/WebhookForm";
import { WebhookRow } from "../components/WebhookRow";
import { bodyOf, formOf } from "../model";

type Open =
  | { what: "form"; webhook: Webhook | null }
  | { what: "log" | "remove" | "rotate"; webhook: Webhook }
  | { what: "secret"; secret: string; rotated: boolean }
  | { what: "tried"; answer: Answer }
  | null;

/** Who is told of what happens, and how that goes. */
export function WebhooksPage() {
  const { t } = useTranslation("webhooks");
  const may = useMay("write:webhooks");
  const webhooks = useQuery(webhooksOptions);
  const [open, setOpen] = useState<Open>(null);
  const { busy, act } = useDeed();
  const close = () => setOpen(null);
  const add = () => setOpen({ what: "form", webhook: null });
  useActions(
    may
      ? [
          {
            id: "webhooks:new",
            label: t(($) => $.list.new),
            group: t(($) => $.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: add,
          },
        ]
      : [],
  );
  const attempt = (webhook: Webhook) =>
    act({ run: () => deeds.attempt(webhook.id), after: (answer) => setOpen({ what: "tried", answer }) });
  const resume = (webhook: Webhook) =>
    act({
      run: () => deeds.change(webhook.id, webhook.version, bodyOf(formOf(webhook))),
      changes: [keys.webhooks()],
      done: t(($) => $.list.resumed),
    });
  const newest = async (id: string) => {
    const { data } = await queryClient.fetchQuery({ ...webhooksOptions, staleTime: 0 }).catch(() => ({ data: [] }));
    const webhook = data.find((one) => one.id === id);
    setOpen(webhook ? { what: "form", webhook } : null);
  };
  const fresh = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={add}>
      {t(($) => $.list.new)}
    </Button>
  );
  const all = webhooks.data?.data ?? [];
  return (
    <PageBody>
      <Refreshing busy={webhooks.isFetching && !webhooks.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={may && all.length > 0 && fresh}
      />
      {webhooks.data ? (
        all.length > 0 ? (
          <ul aria-label={t(($) => $.title)} className="flex flex-col gap-3">
            {all.map((webhook) => (
              <WebhookRow
                key={webhook.id}
                webhook={webhook}
                busy={busy}
                onTry={() => void attempt(webhook)}
                onLog={() => setOpen({ what: "log", webhook })}
                onEdit={() => setOpen({ what: "form", webhook })}
                onRotate={() => setOpen({ what: "rotate", webhook })}
                onRemove={() => setOpen({ what: "remove", webhook })}
                onResume={() => void resume(webhook)}
              />
            ))}
          </ul>
        ) : (
          <Empty icon={<Sign aria-hidden />} title={t(($) => $.list.none)} action={may && fresh}>
            {t(($) => $.list.noneHint)}
          </Empty>
        )
      ) : webhooks.isError ? (
        <Failed error={webhooks.error} retry={() => void webhooks.refetch()} />
      ) : (
        <Bones rows={4} className="h-20" />
      )}
      {open?.what === "form" && (
        <WebhookForm
          key={`${open.webhook?.id} ${open.webhook?.version}`}
          webhook={open.webhook}
          onClose={close}
          onSaved={(secret) => setOpen(secret ? { what: "secret", secret, rotated: false } : null)}
          onStale={() => open.webhook && void newest(open.webhook.id)}
        />
      )}
      {open?.what === "secret" && <Secret secret={open.secret} rotated={open.rotated} onClose={close} />}
      {open?.what === "tried" && <Tried answer={open.answer} onClose={close} />}
      {open?.what === "log" && <Deliveries webhook={open.webhook} onClose={close} />}
      {open?.what === "rotate" && (
        <Confirm
          open
          onClose={close}
          title={t(($) => $.rotate.title)}
          action={t(($) => $.rotate.action)}
          busy={busy}
          onConfirm={() =>
            void act({
              run: () => deeds.rotate(open.webhook.id),
              changes: [keys.webhooks()],
              after: ({ secret }) => setOpen({ what: "secret", secret, rotated: true }),
            })
          }
        >
          {t(($) => $.rotate.hint)}
        </Confirm>
      )}
      {open?.what === "remove" && (
        <Confirm
          open
          onClose={close}
          title={t(($) => $.remove.title)}
          action={t(($) => $.remove.action)}
          busy={busy}
          onConfirm={() =>
            void act({
              run: () => deeds.remove(open.webhook.id),
              changes: [keys.webhooks()],
              done: t(($) => $.remove.done),
              after: close,
            })
          }
        >
          {t(($) => $.remove.hint, { url: open.webhook.url })}
        </Confirm>
      )}
    </PageBody>
  );
}

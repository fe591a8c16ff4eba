import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys } from "@/shared/api";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Confirm, Crumb, Empty, Failed, PageBody, PageHead, useDeed } from "@/shared/ui";
import { type ApiKey, apiKeysOptions, deeds } from "../api";
import { useWords } from "../components/words";

// Fetched when one is made.
const NewKey = lazily(() => import("../components/NewKey"), "NewKey");

function Row({ one, onRevoke }: { one: ApiKey; onRevoke: () => void }) {
  const { t } = useTranslation("team");
  const format = useFormat();
  const words = useWords();
  const expired = one.expires_at !== null && new Date(one.expires_at).getTime() < Date.now();
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 border-b border-line py-3 last:border-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <b className="text-base font-semibold">{one.name}</b>
          <code className="font-mono text-xs text-fg-2">pk_…{one.last4}</code>
          {one.revoked_at ? (
            <Badge tone="danger">{t(($) => $.keys.revoked)}</Badge>
          ) : (
            expired && <Badge tone="warn">{t(($) => $.keys.expired)}</Badge>
          )}
        </p>
        <p className="text-xs text-fg-3">
          {t(($) => $.keys.created, { date: format.date(one.created_at) })}
          {" · "}
          {one.expires_at
            ? t(($) => $.keys.until, { date: format.date(one.expires_at) })
            : t(($) => $.keys.expiry.never)}
        </p>
        <details className="mt-1 text-sm text-fg-2">
          <summary className="min-h-6 w-fit cursor-default">
            {t(($) => $.keys.count, { count: one.permissions.length })}
          </summary>
          {format.list(one.permissions.map(words.permission))}
        </details>
      </div>
      {!one.revoked_at && (
        <Button aria-label={`${t(($) => $.keys.revoke)}: ${one.name}`} onPress={onRevoke}>
          {t(($) => $.keys.revoke)}
        </Button>
      )}
    </li>
  );
}

/** Keys of other systems: of each only its end. */
export function ApiKeysPage() {
  const { t } = useTranslation("team");
  const list = useQuery(apiKeysOptions);
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const { busy, act } = useDeed();
  const close = () => setRevoking(null);
  const revoke = () =>
    act({
      run: () => deeds.revokeKey(revoking?.id ?? ""),
      changes: [keys.apiKeys()],
      done: t(($) => $.keys.revokeDone),
      after: close,
    });
  const add = t(($) => $.keys.add);
  useActions([
    {
      id: "keys:new",
      label: add,
      group: t(($) => $.keys.title),
      keys: "n",
      icon: <Plus aria-hidden />,
      run: () => setMaking(true),
    },
  ]);
  const button = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setMaking(true)}>
      {add}
    </Button>
  );
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.keys.title)}
        about={t(($) => $.keys.about)}
        end={list.data && list.data.data.length > 0 && button}
      />
      {list.data ? (
        list.data.data.length > 0 ? (
          <ul className="rounded-card border border-line bg-surface px-5 shadow-e1">
            {list.data.data.map((one) => (
              <Row key={one.id} one={one} onRevoke={() => setRevoking(one)} />
            ))}
          </ul>
        ) : (
          <Empty icon={<KeyRound aria-hidden />} title={t(($) => $.keys.none)} action={button}>
            {t(($) => $.keys.noneHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={3} className="h-16" />
      )}
      <Suspense>{making && <NewKey onClose={() => setMaking(false)} />}</Suspense>
      {revoking && (
        <Confirm
          open
          onClose={close}
          title={t(($) => $.keys.revokeAsk, { name: revoking.name })}
          action={t(($) => $.keys.revoke)}
          onConfirm={() => void revoke()}
          busy={busy}
        >
          {t(($) => $.keys.revokeHint)}
        </Confirm>
      )}
    </PageBody>
  );
}

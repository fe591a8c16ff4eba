import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { RefreshCw, RotateCw, Trash2, Unplug } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import {
  Banner,
  Bones,
  Button,
  Card,
  Confirm,
  Crumb,
  Facts,
  Failed,
  PageBody,
  PageHead,
  Switch,
  useDeed,
} from "@/shared/ui";
import { deeds, numberOptions, type WhatsAppNumber } from "../api";
import { QualityBadge, StateBadge, useReason } from "../components/Badges";
import { CapabilitiesCard } from "../components/CapabilitiesCard";
import { EditNumber } from "../components/EditNumber";
import { Guide, Webhook } from "../components/Guide";
import { Pairing } from "../components/Pairing";
import { ProfileCard } from "../components/ProfileCard";
import { Test } from "../components/Test";
import { useLiveNumbers } from "../live";
import { among, CONNECTIONS, linked } from "../model";

const route = getRouteApi("/inside/settings/numbers/$numberId");

function State({ number }: { number: WhatsAppNumber }) {
  const { t } = useTranslation("numbers");
  const format = useFormat();
  const reason = useReason(number);
  const connection = among(CONNECTIONS, number.connection);
  const manages = useMay("manage:whatsapp_configs");
  const { busy, act } = useDeed();
  const sync = () =>
    act({
      run: () => deeds.sync(number.id),
      changes: [keys.number(number.id), keys.numbers()],
      done: t(($) => $.synced),
    });
  return (
    <Card
      title={t(($) => $.state)}
      end={
        manages && (
          <Button icon={<RefreshCw aria-hidden />} busy={busy} onPress={() => void sync()}>
            {t(($) => $.sync)}
          </Button>
        )
      }
    >
      <Facts
        items={[
          [t(($) => $.state), <StateBadge key="state" number={number} />],
          ...(connection
            ? ([[t(($) => $.connectionTitle), t(($) => $.connection[connection])]] as [string, string][])
            : ([[t(($) => $.quality.title), <QualityBadge key="q" quality={number.quality} />]] as [
                string,
                React.ReactNode,
              ][])),
          [
            t(($) => $.tier),
            number.daily_limit
              ? t(($) => $.tierOf, { count: number.daily_limit, replace: { count: format.number(number.daily_limit) } })
              : t(($) => $.noTier),
          ],
          [t(($) => $.pace), t(($) => $.paceOf, { count: number.messages_per_second })],
          ...(number.connection_since
            ? ([[t(($) => $.since), format.dateTime(number.connection_since)]] as [string, string][])
            : []),
          ...(number.linked_at
            ? ([[t(($) => $.linkedAt), format.dateTime(number.linked_at)]] as [string, string][])
            : []),
        ]}
      />
      {reason && <p className="mt-3 text-sm text-fg-2">{reason}</p>}
    </Card>
  );
}

/** What ends a link or the number itself, asked about first. */
function Endings({ number }: { number: WhatsAppNumber }) {
  const { t } = useTranslation("numbers");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<"disconnect" | "remove" | null>(null);
  const { busy, act } = useDeed();
  const changes = [keys.number(number.id), keys.numbers()];
  const close = () => setAsked(null);
  const disconnect = () =>
    act({ run: () => deeds.disconnect(number.id), changes, done: t(($) => $.disconnected), after: close });
  const remove = () =>
    act({
      run: () => deeds.remove(number.id),
      changes: [keys.numbers()],
      done: t(($) => $.remove.done),
      after: () => void navigate({ to: "/settings/numbers" }),
    });
  const restart = () => act({ run: () => deeds.restart(number.id), changes, done: t(($) => $.restarted) });
  return (
    <Card title={t(($) => $.remove.title)}>
      <p className="text-sm text-fg-2">{t(($) => $.remove.hint)}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        {linked(number) && (
          <>
            <Button icon={<RotateCw aria-hidden />} busy={busy} onPress={() => void restart()}>
              {t(($) => $.restart)}
            </Button>
            <Button icon={<Unplug aria-hidden />} onPress={() => setAsked("disconnect")}>
              {t(($) => $.disconnect)}
            </Button>
          </>
        )}
        <Button icon={<Trash2 aria-hidden />} onPress={() => setAsked("remove")} className="text-danger">
          {common(($) => $.delete)}
        </Button>
      </div>
      {asked && (
        <Confirm
          open
          onClose={close}
          title={t(($) => (asked === "remove" ? $.remove.ask : $.disconnectTitle), { name: number.name })}
          action={asked === "remove" ? common(($) => $.delete) : t(($) => $.disconnect)}
          onConfirm={() => void (asked === "remove" ? remove() : disconnect())}
          busy={busy}
        >
          {t(($) => (asked === "remove" ? $.remove.hint : $.disconnectHint))}
        </Confirm>
      )}
    </Card>
  );
}

/** One number: what is left to do, how it is doing, and everything that can be changed of it. */
export function NumberPage() {
  const { t } = useTranslation("numbers");
  const { numberId } = route.useParams();
  const query = useQuery(numberOptions(numberId));
  const manages = useMay("manage:whatsapp_configs");
  const { busy, act } = useDeed();
  useLiveNumbers();
  // A test that succeeds says "connected" already; the guide stays until the number is in use.
  const begun = useRef<boolean | null>(null);
  const number = query.data;
  const back = <Crumb to="/settings/numbers">{t(($) => $.title)}</Crumb>;
  if (!number)
    return (
      <PageBody>
        {back}
        {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Bones className="h-24" />}
      </PageBody>
    );
  const use = (on: boolean) =>
    act({
      run: () => deeds.use(number.id, on),
      changes: [keys.number(number.id), keys.numbers()],
      done: t(($) => (on ? $.started : $.stopped)),
    });
  const official = !linked(number);
  begun.current ??= !number.is_active && number.status === "pending";
  const guided = official && manages && !number.is_active && begun.current;
  return (
    <PageBody>
      <PageHead
        back={back}
        title={number.name}
        about={number.phone_number ? nationalPhone(number.phone_number) : t(($) => $.noPhone)}
        end={
          manages &&
          !guided && (
            <Switch checked={number.is_active} disabled={busy} onChange={(on) => void use(on)}>
              {t(($) => $.inUse)}
            </Switch>
          )
        }
      />
      <div className="flex flex-col gap-4">
        {!number.is_active && !guided && <Banner>{t(($) => $.pausedHint)}</Banner>}
        {guided && <Guide number={number} busy={busy} onUse={() => void use(true)} />}
        {!official && manages && <Pairing number={number} />}
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <State number={number} />
          {manages && !guided && (
            <Card title={t(($) => $.test.title)}>
              {official && (
                <div className="mb-4">
                  <Webhook number={number} />
                </div>
              )}
              <Test id={number.id} />
            </Card>
          )}
        </div>
        {manages && <EditNumber number={number} />}
        {official && number.status === "connected" && <ProfileCard id={number.id} />}
        <CapabilitiesCard id={number.id} />
        {manages && <Endings number={number} />}
      </div>
    </PageBody>
  );
}

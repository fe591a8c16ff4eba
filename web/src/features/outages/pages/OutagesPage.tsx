import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus, Wifi } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, queryClient, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import {
  Banner,
  Bones,
  Button,
  Confirm,
  Crumb,
  Empty,
  Failed,
  PageBody,
  PageHead,
  Refreshing,
  useDeed,
  useNow,
} from "@/shared/ui";
import { deeds, type Outage, outagesOptions } from "../api";
import { OutageForm } from "../components/OutageForm";
import { OutageRow } from "../components/OutageRow";
import { useName } from "../components/useName";
import { stateOf } from "../model";

type Open = { what: "form"; outage: Outage | null } | { what: "end"; outage: Outage } | null;

/** What of the network is down and was, whom it cut off and who was told. */
export function OutagesPage() {
  const { t } = useTranslation("outages");
  const may = useMay("write:erp");
  const now = useNow();
  const outages = useInfiniteQuery(outagesOptions);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const declare = () => setOpen({ what: "form", outage: null });
  useActions(
    may
      ? [
          {
            id: "outages:declare",
            label: t(($) => $.list.declare),
            group: t(($) => $.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: declare,
          },
        ]
      : [],
  );
  const newest = async (id: string) => {
    await queryClient.refetchQueries({ queryKey: keys.outages() });
    const pages = queryClient.getQueryData(outagesOptions.queryKey)?.pages ?? [];
    const outage = pages.flatMap(({ data }) => data).find((one) => one.id === id);
    setOpen(outage ? { what: "form", outage } : null);
  };
  const fresh = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={declare}>
      {t(($) => $.list.declare)}
    </Button>
  );
  const all = outages.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <PageBody>
      <Refreshing busy={outages.isFetching && !outages.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={may && all.length > 0 && fresh}
      />
      <Active outages={all.filter((one) => stateOf(one, now) === "active")} />
      {outages.data ? (
        all.length > 0 ? (
          <ul aria-label={t(($) => $.title)} className="flex flex-col gap-3">
            {all.map((outage) => (
              <OutageRow
                key={outage.id}
                outage={outage}
                now={now}
                onEdit={() => setOpen({ what: "form", outage })}
                onEnd={() => setOpen({ what: "end", outage })}
              />
            ))}
          </ul>
        ) : (
          <Empty icon={<Wifi aria-hidden />} title={t(($) => $.list.none)} action={may && fresh}>
            {t(($) => $.list.noneHint)}
          </Empty>
        )
      ) : outages.isError ? (
        <Failed error={outages.error} retry={() => void outages.refetch()} />
      ) : (
        <Bones rows={4} className="h-24" />
      )}
      {outages.hasNextPage && (
        <Button className="mt-4" busy={outages.isFetchingNextPage} onPress={() => void outages.fetchNextPage()}>
          {t(($) => $.list.more)}
        </Button>
      )}
      {open?.what === "form" && (
        <OutageForm
          key={`${open.outage?.id} ${open.outage?.version}`}
          outage={open.outage}
          onClose={close}
          onStale={() => open.outage && void newest(open.outage.id)}
        />
      )}
      {open?.what === "end" && <End outage={open.outage} onClose={close} />}
    </PageBody>
  );
}

function Active({ outages }: { outages: Outage[] }) {
  const { t } = useTranslation("outages");
  const format = useFormat();
  const name = useName();
  if (outages.length === 0) return null;
  return (
    <div role="status" className="mb-4">
      <Banner tone="danger">
        {t(($) => $.banner, { count: outages.length, names: format.list(outages.map(name)) })}
      </Banner>
    </div>
  );
}

/** Says who is told, and what. */
function End({ outage, onClose }: { outage: Outage; onClose: () => void }) {
  const { t } = useTranslation("outages");
  const format = useFormat();
  const name = useName()(outage);
  const { busy, act } = useDeed();
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.end.title, { name })}
      action={t(($) => $.end.action)}
      busy={busy}
      onConfirm={() =>
        void act({
          run: () => deeds.end(outage.id),
          changes: [keys.outages()],
          done: t(($) => $.end.done),
          after: onClose,
        })
      }
    >
      {outage.told > 0 ? (
        <>
          <p>{t(($) => $.end.told, { count: outage.told, shown: format.number(outage.told) })}</p>
          <p className="my-2 break-words rounded-node bg-surface-2 px-3 py-2 text-fg">
            {outage.ended_message || t(($) => $.end.ours)}
          </p>
        </>
      ) : (
        <p>{t(($) => $.end.nobody)}</p>
      )}
      <p>{t(($) => $.end.after)}</p>
    </Confirm>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Phone, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Crumb, Empty, Failed, LinkButton, PageBody, PageHead, Refreshing } from "@/shared/ui";
import { numbersOptions, type WhatsAppNumber } from "../api";
import { QualityBadge, StateBadge, useReason } from "../components/Badges";
import { useLiveNumbers } from "../live";
import { linked } from "../model";

function Row({ number }: { number: WhatsAppNumber }) {
  const { t } = useTranslation("numbers");
  const format = useFormat();
  const reason = useReason(number);
  return (
    <li>
      <Link
        to="/settings/numbers/$numberId"
        params={{ numberId: number.id }}
        className="grid items-center gap-x-6 gap-y-2 rounded-card border border-line bg-surface p-4 shadow-e1 hover:bg-surface-2 sm:grid-cols-[minmax(0,1fr)_auto]"
      >
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-2">
            <b className="truncate text-lg font-semibold">{number.name}</b>
            <StateBadge number={number} />
            <Badge tone={linked(number) ? "violet" : "info"}>
              {number.api_type === "official" || number.api_type === "evolution"
                ? t(($) => $[number.api_type as "official" | "evolution"])
                : number.api_type}
            </Badge>
          </span>
          <span className="tnum mt-0.5 block text-sm text-fg-2">
            {number.phone_number ? nationalPhone(number.phone_number) : t(($) => $.noPhone)}
          </span>
          {reason && <span className="mt-1 block text-sm text-fg-2">{reason}</span>}
        </span>
        <span className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm text-fg-2">
          {!linked(number) && <QualityBadge quality={number.quality} />}
          <span className="tnum">
            {number.daily_limit
              ? t(($) => $.tierOf, { count: number.daily_limit, replace: { count: format.number(number.daily_limit) } })
              : t(($) => $.noTier)}
          </span>
          <span className="tnum">{t(($) => $.paceOf, { count: number.messages_per_second })}</span>
        </span>
      </Link>
    </li>
  );
}

/** Every number with its state, quality, tier and pace. */
export function NumbersPage() {
  const { t } = useTranslation("numbers");
  const router = useRouter();
  const numbers = useQuery(numbersOptions);
  const manages = useMay("manage:whatsapp_configs");
  useLiveNumbers();
  const add = t(($) => $.add);
  useActions(
    manages
      ? [
          {
            id: "numbers:new",
            label: add,
            group: t(($) => $.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: () => void router.navigate({ to: "/settings/numbers/new" }),
          },
        ]
      : [],
  );
  const button = manages && (
    <LinkButton to="/settings/numbers/new" icon={<Plus aria-hidden />}>
      {add}
    </LinkButton>
  );
  return (
    <PageBody>
      <Refreshing busy={numbers.isFetching && !numbers.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={numbers.data && numbers.data.data.length > 0 && button}
      />
      {numbers.data ? (
        numbers.data.data.length > 0 ? (
          <ul className="flex flex-col gap-3">
            {numbers.data.data.map((number) => (
              <Row key={number.id} number={number} />
            ))}
          </ul>
        ) : (
          <Empty icon={<Phone aria-hidden />} title={t(($) => $.none)} action={button}>
            {t(($) => $.noneHint)}
          </Empty>
        )
      ) : numbers.isError ? (
        <Failed error={numbers.error} retry={() => void numbers.refetch()} />
      ) : (
        <Bones rows={3} className="h-24" />
      )}
    </PageBody>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button } from "@/shared/ui";
import { type Linked, type Signal, signalOptions } from "./api";
import { LIGHT_TONES, lightOf } from "./model";
import { Broken } from "./parts";

/** How strong a line's light is. Some ERPs take seconds to measure it: it is asked for only when somebody wants it. */
export function Light({ it, contractId, login }: { it: Linked; contractId: string; login: string | null }) {
  const { t } = useTranslation("erpCard");
  const [wanted, setWanted] = useState(false);
  const light = useQuery({ ...signalOptions(it, contractId), enabled: wanted });
  const ask = () => (wanted ? void light.refetch() : setWanted(true));
  return (
    <span className="block">
      {light.isError ? (
        <Broken error={light.error} retry={ask} />
      ) : light.data ? (
        <Measured signal={light.data.signal} />
      ) : (
        wanted && <Bones rows={1} className="h-6" />
      )}
      {!light.isError && (
        <Button
          look="quiet"
          className="-ml-3"
          busy={light.isFetching}
          onPress={ask}
          aria-label={login ? `${t(($) => (light.data ? $.light.again : $.light.ask))}: ${login}` : undefined}
        >
          {t(($) => (light.data ? $.light.again : $.light.ask))}
        </Button>
      )}
    </span>
  );
}

function Measured({ signal }: { signal: Signal | null }) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const dbm = (power: number) => format.number(power, { minimumFractionDigits: 1, maximumFractionDigits: 2 });
  const received = signal?.rx_dbm ?? null;
  const sent = signal?.tx_dbm ?? null;
  if (!signal || (received === null && sent === null))
    return <span className="text-fg-3">{t(($) => $.light.none)}</span>;
  const light = received === null ? null : lightOf(received);
  return (
    <>
      <span className="tnum flex flex-wrap items-center gap-x-2 gap-y-1">
        {received !== null && t(($) => $.light.received, { dbm: dbm(received) })}
        {light && <Badge tone={LIGHT_TONES[light]}>{t(($) => $.light[light])}</Badge>}
      </span>
      <span className="tnum block text-xs text-fg-3">
        {[
          sent !== null && t(($) => $.light.sent, { dbm: dbm(sent) }),
          signal.measured_at && t(($) => $.light.measured, { time: format.relative(signal.measured_at) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </>
  );
}
